import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { norms } from '../api/municipalities'
import { partition } from '../api/plans'
import type { Job, PartitionRequest } from '../api/types'
import { t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { JobProgress } from '../ui/JobProgress'
import { asApiError, useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import { type Desk, loadPlans, showPlan } from './desk'
import { PlanForm } from './PlanForm'

/** Asks what a new plan should be, starts the search and follows it; several plans are laid side by side. */
export function NewPlanDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const words = t.value.partition
  const profiles = useResource(norms, [])
  const job = useSignal<string | null>(null)
  const error = useSignal<ApiError | null>(null)

  const start = async (request: PartitionRequest) => {
    error.value = null
    try {
      job.value = await partition(desk.municipality, request)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  const arrived = async ({ result }: Job) => {
    await loadPlans(desk)
    if (result?.plan) await showPlan(desk, result.plan)
    if ((result?.plans?.length ?? 0) > 1) desk.tab.value = 'compare'
    onClose()
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      {job.value !== null ? (
        <JobProgress id={job.value} title={words.running} onDone={(done) => void arrived(done)} />
      ) : (
        <>
          <Show of={profiles.now} again={profiles.again}>
            {(all) => <PlanForm desk={desk} profiles={all} onStart={(request) => void start(request)} />}
          </Show>
          {error.value && <ErrorNotice error={error.value} />}
        </>
      )}
    </Dialog>
  )
}
