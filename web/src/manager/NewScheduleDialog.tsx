import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { visitProfiles } from '../api/municipalities'
import { makeSchedule } from '../api/schedules'
import { SEASONS, type Season } from '../api/types'
import { vehicles } from '../api/vehicles'
import { t } from '../i18n'
import { vehiclesAddress } from '../router'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { JobProgress } from '../ui/JobProgress'
import { asApiError, useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'

/** Asks for the season and the visit profile, starts the search and follows it. */
export function NewScheduleDialog(props: { municipality: string; plan: string; onClose: () => void; onMade: () => void }) {
  const { municipality, plan, onClose, onMade } = props
  const words = t.value.schedule
  const profiles = useResource(visitProfiles, [])
  const list = useResource(() => vehicles(municipality), [municipality])
  const season = useSignal<Season>('summer')
  const unlimited = useSignal(false)
  const listed = (list.now.value ?? []).reduce((sum, one) => sum + one.count, 0)
  const profile = useSignal<string | null>(null)
  const job = useSignal<string | null>(null)
  const error = useSignal<ApiError | null>(null)
  const start = async (chosen: string) => {
    error.value = null
    try {
      job.value = await makeSchedule(plan, season.value, chosen, unlimited.value)
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
              <p>
                {listed === 0 ? t.value.vehicles.none : t.value.vehicles.listed(listed)} <a href={vehiclesAddress(municipality)}>{t.value.vehicles.openList}</a>
              </p>
              {listed > 0 && (
                <label class="check">
                  <input
                    type="checkbox"
                    checked={unlimited.value}
                    onChange={(event) => {
                      unlimited.value = event.currentTarget.checked
                    }}
                  />
                  {t.value.vehicles.unlimited}
                </label>
              )}
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
