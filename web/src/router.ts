// The address as signals. A click on a link of this site changes the address without loading the page anew.
import { computed, signal } from '@preact/signals'

export interface Place {
  path: string
  query: URLSearchParams
}

const here = (): Place => ({ path: window.location.pathname, query: new URLSearchParams(window.location.search) })

export const place = signal<Place>(here())

export type Route =
  | { page: 'home' | 'login' | 'import' | 'jobs' | 'who' | 'password' | 'missing' }
  | { page: 'manager' | 'vehicles'; municipality: string }
  | { page: 'week' | 'fleet'; municipality: string; schedule: string }

/** Which page a path names. */
export function routeOf(path: string): Route {
  const parts = path.split('/').filter(Boolean).map(decodeURIComponent)
  const [first, municipality, view, schedule, ...rest] = parts
  if (first === undefined) return { page: 'home' }
  if (parts.length === 1 && (first === 'login' || first === 'import' || first === 'jobs' || first === 'who' || first === 'password')) {
    return { page: first }
  }
  if (first === 'm' && municipality && rest.length === 0) {
    if (view === undefined) return { page: 'manager', municipality }
    if (view === 'vehicles' && schedule === undefined) return { page: 'vehicles', municipality }
    if (view === 'schedule' && schedule) return { page: 'week', municipality, schedule }
    if (view === 'fleet' && schedule) return { page: 'fleet', municipality, schedule }
  }
  return { page: 'missing' }
}

export const route = computed<Route>(() => routeOf(place.value.path))

/** Goes to an address of this site; `replace` leaves no trace in the history. */
export function navigate(address: string, replace = false): void {
  if (replace) window.history.replaceState(null, '', address)
  else window.history.pushState(null, '', address)
  const moved = here()
  const samePage = moved.path === place.value.path
  place.value = moved
  if (!samePage) window.scrollTo(0, 0)
}

/** Sets or clears parameters of the address, leaving the page where it is. */
export function setQuery(changes: Record<string, string | null>): void {
  const query = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  navigate(window.location.pathname + (text ? `?${text}` : ''), true)
}

function followed(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return null
  if (link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return null
  return link.pathname + link.search
}

export function watchAddress(): void {
  window.addEventListener('popstate', () => {
    place.value = here()
  })
  document.addEventListener('click', (event) => {
    const address = followed(event)
    if (address === null) return
    event.preventDefault()
    navigate(address)
  })
}

export const managerAddress = (m: string, plan?: string | null): string =>
  `/m/${encodeURIComponent(m)}${plan ? `?plan=${encodeURIComponent(plan)}` : ''}`
export const weekAddress = (m: string, s: string, site?: number | null): string =>
  `/m/${encodeURIComponent(m)}/schedule/${encodeURIComponent(s)}${site ? `?site=${site}` : ''}`
export const vehiclesAddress = (m: string): string => `/m/${encodeURIComponent(m)}/vehicles`
export const fleetAddress = (m: string, s: string): string => `/m/${encodeURIComponent(m)}/fleet/${encodeURIComponent(s)}`
