import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { visitProfiles } from '../api/municipalities'
import { makeSchedule } from '../api/schedules'
import { SEASONS, type Season } from '../api/types'
import { t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { JobProgress } from '../ui/JobProgress'
import { asApiError, useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'

/** Asks for the season and the visit profile, starts the search and follows it. */
export function NewScheduleDialog({ plan, onClose, onMade }: { plan: string; onClose: () => void; onMade: () => void }) {
  const words = t.value.schedule
  const profiles = useResource(visitProfiles, [])
  const season = useSignal<Season>('summer')
  const profile = useSignal<string | null>(null)
  const job = useSignal<string | null>(null)
  const error = useSignal<ApiError | null>(null)
  const start = async (chosen: string) => {
    error.value = null
    try {
      job.value = await makeSchedule(plan, season.value, chosen)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  if (job.value !== null) {
    return (
      <Dialog title={words.title} onClose={onClose}>
        <JobProgress
          id={job.value}
          title={words.running}
          onDone={() => {
            onMade()
            onClose()
          }}
        />
      </Dialog>
    )
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <Show of={profiles.now} again={profiles.again}>
        {(all) => {
          const chosen = profile.value ?? all[0]?.id ?? ''
          return (
            <form
              class="form"
              onSubmit={(event) => {
                event.preventDefault()
                void start(chosen)
              }}
            >
              <Select
                label={words.season}
                value={season.value}
                options={SEASONS.map((value) => ({ value, label: t.value.seasons[value] }))}
                onChange={(value) => {
                  season.value = value as Season
                }}
              />
              <Select
                label={words.profile}
                value={chosen}
                options={all.map((one) => ({ value: one.id, label: one.title }))}
                onChange={(value) => {
                  profile.value = value
                }}
              />
              {error.value && <ErrorNotice error={error.value} />}
              <button type="submit" class="button button-main">
                {words.start}
              </button>
            </form>
          )
        }}
      </Show>
    </Dialog>
  )
}
