import { useSignal } from '@preact/signals'
import { cancelJob, isOver, jobs } from '../api/jobs'
import type { ApiError } from '../api/client'
import type { Job } from '../api/types'
import { moment, t } from '../i18n'
import { managerAddress } from '../router'
import { ErrorNotice } from '../ui/ErrorNotice'
import { PageTitle } from '../ui/PageTitle'
import { ProblemTable } from '../ui/ProblemTable'
import { asApiError, useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import { useEffect } from 'preact/hooks'

const REFRESH_MS = 3000

function JobRow({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const words = t.value.jobs
  const name = words.kinds[job.kind] ?? job.kind
  return (
    <tr>
      <th scope="row">
        {name}
        <br />
        <span class="small">{moment(job.created_at)}</span>
      </th>
      <td>
        <span class={`tag tag-job-${job.state}`}>{words.states[job.state]}</span>
        {job.message && <div class="small">{job.message}</div>}
      </td>
      <td class="figure">{job.state === 'done' ? 100 : job.progress} %</td>
      <td>
        {!isOver(job.state) && (
          <button type="button" class="button" onClick={onCancel} aria-label={`${words.cancel}: ${name}`}>
            {t.value.app.cancel}
          </button>
        )}
        {job.result?.municipality && (
          <a class="button" href={managerAddress(job.result.municipality, job.result.plan ?? null)}>
            {words.open}
          </a>
        )}
        {job.problems && job.problems.length > 0 && (
          <details>
            <summary>{t.value.count.problems(job.problems.length)}</summary>
            <ProblemTable problems={job.problems} caption={t.value.errors.problems} />
          </details>
        )}
      </td>
    </tr>
  )
}

/** Recent long work, refreshed while any of it runs. */
export function JobsPage() {
  const words = t.value.jobs
  const list = useResource(jobs, [])
  const fresh = useSignal<Job[] | null>(null)
  const error = useSignal<ApiError | null>(null)
  const shown = fresh.value ?? list.now.value
  const running = shown?.some((job) => !isOver(job.state)) ?? false
  const refresh = async () => {
    try {
      fresh.value = await jobs()
      error.value = null
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  useEffect(() => {
    if (!running) return undefined
    const timer = window.setInterval(() => void refresh(), REFRESH_MS)
    return () => window.clearInterval(timer)
  }, [running])
  const cancel = async (id: string) => {
    try {
      await cancelJob(id)
      await refresh()
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <div class="page">
      <PageTitle text={words.title} lead={words.lead} />
      {error.value && <ErrorNotice error={error.value} />}
      <Show of={list.now} again={list.again}>
        {() =>
          !shown || shown.length === 0 ? (
            <p class="notice">{words.empty}</p>
          ) : (
            <div class="table-scroll" role="region" aria-label={words.caption} tabIndex={0}>
              <table class="table">
                <caption class="visually-hidden">{words.caption}</caption>
                <thead>
                  <tr>
                    <th scope="col">{words.kind}</th>
                    <th scope="col">{words.state}</th>
                    <th scope="col">{words.progress}</th>
                    <th scope="col">{words.result}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map((job) => (
                    <JobRow key={job.id} job={job} onCancel={() => void cancel(job.id)} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Show>
    </div>
  )
}
