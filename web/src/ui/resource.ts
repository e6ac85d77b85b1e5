// Something fetched: waiting, there, or failed with the reason.
import { type Signal, signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { ApiError } from '../api/client'

export type Resource<T> =
  | { state: 'waiting'; value: T | undefined }
  | { state: 'ready'; value: T }
  | { state: 'failed'; value: T | undefined; error: ApiError }

export function asApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  return new ApiError(-1, 'unexpected', cause instanceof Error ? cause.message : String(cause))
}

export interface Loader<T> {
  readonly now: Signal<Resource<T>>
  /** Fetches anew; what was there stays visible meanwhile. */
  load(fetcher: () => Promise<T>): Promise<void>
  set(value: T): void
  clear(): void
}

/** A resource outside components. A later `load` makes the answer of an earlier one void. */
export function loader<T>(): Loader<T> {
  const now = signal<Resource<T>>({ state: 'waiting', value: undefined })
  let turn = 0
  return {
    now,
    async load(fetcher) {
      turn += 1
      const mine = turn
      now.value = { state: 'waiting', value: now.peek().value }
      try {
        const value = await fetcher()
        if (mine === turn) now.value = { state: 'ready', value }
      } catch (cause) {
        if (mine === turn) now.value = { state: 'failed', value: now.peek().value, error: asApiError(cause) }
      }
    },
    set(value) {
      turn += 1
      now.value = { state: 'ready', value }
    },
    clear() {
      turn += 1
      now.value = { state: 'waiting', value: undefined }
    },
  }
}

/** A resource inside a component, fetched again when `deps` change. */
export function useResource<T>(fetcher: () => Promise<T>, deps: unknown[]): { now: Resource<T>; again: () => void } {
  const now = useSignal<Resource<T>>({ state: 'waiting', value: undefined })
  const turn = useSignal(0)
  useEffect(() => {
    let stale = false
    now.value = { state: 'waiting', value: undefined }
    fetcher().then(
      (value) => {
        if (!stale) now.value = { state: 'ready', value }
      },
      (cause: unknown) => {
        if (!stale) now.value = { state: 'failed', value: undefined, error: asApiError(cause) }
      },
    )
    return () => {
      stale = true
    }
  }, [...deps, turn.value])
  return {
    now: now.value,
    again: () => {
      turn.value += 1
    },
  }
}
