import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { ErrorNotice } from './ErrorNotice'
import { asApiError, type Resource } from './resource'
import { Waiting } from './Waiting'

/** A component whose code is fetched when it is first shown. */
export function later<P extends object>(fetcher: () => Promise<ComponentType<P>>): ComponentType<P> {
  const code = signal<Resource<ComponentType<P>> | null>(null)
  const load = () => {
    code.value = { state: 'waiting', value: undefined }
    fetcher().then(
      (value) => {
        code.value = { state: 'ready', value }
      },
      (cause: unknown) => {
        code.value = { state: 'failed', value: undefined, error: asApiError(cause) }
      },
    )
  }
  return function Later(props: P) {
    if (code.value === null) load()
    const now = code.value
    if (now?.state === 'failed') return <ErrorNotice error={now.error} again={load} />
    if (now?.state !== 'ready') return <Waiting />
    const Fetched = now.value
    return <Fetched {...props} />
  }
}
