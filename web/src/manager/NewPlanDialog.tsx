import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { norms } from '../api/municipalities'
import { partition } from '../api/plans'
import type { NormProfile, PartitionRequest } from '../api/types'
import { number, t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { JobProgress } from '../ui/JobProgress'
import { asApiError, useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'
import { type Desk, loadPlans, showPlan } from './desk'

function Regulation({ profile }: { profile: NormProfile }) {
  const words = t.value
  return (
    <div class="regulation">
      <p>
        <strong>{words.partition.regulation}:</strong> {profile.regulation}
      </p>
      {profile.assumed && <p class="notice">{words.partition.assumed}</p>}
      <ul class="plain">
        {profile.bounds.map((bound) => (
          <li key={bound.place}>
            {words.placeKinds[bound.place]}: {words.manager.normRange(number(bound.lower), number(bound.upper))} {words.measure.people}
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Asks for norms, number of sites and aim, starts the search and follows it. */
export function NewPlanDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const words = t.value.partition
  const profiles = useResource(norms, [])
  const details = desk.details.now.value.value
  const profileId = useSignal<string | null>(null)
  const sites = useSignal<'min' | 'free' | 'exact'>('min')
  const exact = useSignal('2')
  const objective = useSignal<PartitionRequest['objective']>('travel')
  const job = useSignal<string | null>(null)
  const error = useSignal<ApiError | null>(null)

  const start = async (profile: string) => {
    error.value = null
    const count = sites.value === 'exact' ? Number(exact.value) : sites.value
    try {
      job.value = await partition(desk.municipality, { norm_profile: profile, sites: count, objective: objective.value })
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  const arrived = async (plan: string | undefined) => {
    await loadPlans(desk)
    if (plan) await showPlan(desk, plan)
    onClose()
  }
  if (job.value !== null) {
    return (
      <Dialog title={words.title} onClose={onClose}>
        <JobProgress id={job.value} title={words.running} onDone={(done) => void arrived(done.result?.plan)} />
      </Dialog>
    )
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <Show of={profiles.now} again={profiles.again}>
        {(all) => {
          const chosen = all.find((p) => p.id === (profileId.value ?? details?.norm_profile)) ?? all[0]
          if (!chosen) return null
          return (
            <form
              class="form"
              onSubmit={(event) => {
                event.preventDefault()
                void start(chosen.id)
              }}
            >
              <Select
                label={words.norm}
                value={chosen.id}
                options={all.map((p) => ({ value: p.id, label: p.title }))}
                onChange={(id) => {
                  profileId.value = id
                }}
              />
              <Regulation profile={chosen} />
              <Select
                label={words.sites}
                value={sites.value}
                options={[
                  { value: 'min', label: words.sitesMin },
                  { value: 'free', label: words.sitesFree },
                  { value: 'exact', label: words.sitesExact },
                ]}
                onChange={(value) => {
                  sites.value = value as 'min' | 'free' | 'exact'
                }}
              />
              {sites.value === 'exact' && (
                <Field
                  label={words.sitesExactNumber}
                  type="number"
                  min={1}
                  max={500}
                  required
                  value={exact.value}
                  onInput={(event) => {
                    exact.value = event.currentTarget.value
                  }}
                />
              )}
              <Select
                label={words.objective}
                value={objective.value}
                options={(['travel', 'cut_edges', 'balance'] as const).map((value) => ({ value, label: words[value] }))}
                onChange={(value) => {
                  objective.value = value as PartitionRequest['objective']
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
