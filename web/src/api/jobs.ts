// Long work on the server: followed by its event stream, by asking when the stream breaks.
import { API, ApiError, get, send } from './client'
import { type JobAnswer, jobId } from './plans'
import type { Job, JobState } from './types'

const POLL_MS = 1500

export const jobs = () => get<Job[]>('/jobs')
export const job = (id: string) => get<Job>(`/jobs/${encodeURIComponent(id)}`)
export async function cancelJob(id: string): Promise<void> {
  await send('POST', `/jobs/${encodeURIComponent(id)}/cancel`)
}
export async function startImport(form: FormData): Promise<string> {
  return jobId((await send<JobAnswer>('POST', '/imports', { form })).data)
}

export const isOver = (state: JobState): boolean => state === 'done' || state === 'failed' || state === 'cancelled'

/** Calls `seen` with every state of the job until it is over; returns the function that stops following. */
export function followJob(id: string, seen: (job: Job) => void, failed: (cause: ApiError) => void): () => void {
  let stopped = false
  let timer: number | undefined
  const stream = new EventSource(`${API}/jobs/${encodeURIComponent(id)}/events`)
  const stop = () => {
    stopped = true
    stream.close()
    window.clearTimeout(timer)
  }
  const take = (state: Job) => {
    if (stopped) return
    if (isOver(state.state)) stop()
    seen(state)
  }
  const poll = async () => {
    try {
      take(await job(id))
    } catch (cause) {
      if (cause instanceof ApiError && !cause.offline) {
        stop()
        failed(cause)
        return
      }
    }
    if (!stopped) timer = window.setTimeout(poll, POLL_MS)
  }
  stream.addEventListener('progress', (event) => take(JSON.parse((event as MessageEvent<string>).data) as Job))
  stream.onerror = () => {
    if (stopped) return
    stream.close()
    void poll()
  }
  return stop
}
