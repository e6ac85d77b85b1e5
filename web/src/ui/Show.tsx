import type { ComponentChildren } from 'preact'
import { ErrorNotice } from './ErrorNotice'
import type { Resource } from './resource'
import { Waiting } from './Waiting'

/** A resource, or why it is not there yet. */
export function Show<T>(props: { of: Resource<T>; again?: () => void; children: (value: T) => ComponentChildren }) {
  const { of, again, children } = props
  if (of.state === 'failed') return <ErrorNotice error={of.error} {...(again ? { again } : {})} />
  if (of.value === undefined) return <Waiting />
  return <>{children(of.value)}</>
}
