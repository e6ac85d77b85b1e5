import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ApiError } from '../api/client'
import { cancelJob, followJob, isOver } from '../api/jobs'
import type { Job } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from './ErrorNotice'
import { ProblemTable } from './ProblemTable'
import { asApiError } from './resource'

/** Follows one job on the server, lets it be cancelled, and says how it ended. */
export function JobProgress(props: { id: string; title: string; onDone: (job: Job) => void }) {
  const job = useSignal<Job | null>(null)
  const error = useSignal<ApiError | null>(null)
  useEffect(
    () =>
      followJob(
        props.id,
        (state) => {
          job.value = state
          if (state.state === 'done') props.onDone(state)
        },
        (cause) => {
          error.value = cause
        },
      ),
    [props.id],
  )
  const cancel = async () => {
    try {
      await cancelJob(props.id)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  const words = t.value.jobs
  const state = job.value
  const percent = state?.state === 'done' ? 100 : (state?.progress ?? 0)
  return (
    <section class="job" aria-label={words.follow}>
      <div class="job-head">
        <strong>{props.title}</strong>
        <span role="status">
          {words.states[state?.state ?? 'queued']}
          {state?.message ? ` · ${state.message}` : ''}
        </span>
      </div>
      <progress max={100} value={percent} aria-label={props.title}>
        {percent} %
      </progress>
      {state && !isOver(state.state) && (
        <button type="button" class="button" onClick={cancel}>
          {words.cancel}
        </button>
      )}
      {!state && (
        <button type="button" class="button" onClick={cancel}>
          {words.cancel}
        </button>
      )}
      {state?.state === 'failed' && (
        <p class="notice notice-bad" role="alert">
          {words.failed}
          {state.message ? `: ${state.message}` : '.'}
        </p>
      )}
      {state?.state === 'cancelled' && <p class="notice">{words.cancelled}</p>}
      {state?.problems && state.problems.length > 0 && <ProblemTable problems={state.problems} caption={t.value.errors.problems} />}
      {error.value && <ErrorNotice error={error.value} />}
    </section>
  )
}
