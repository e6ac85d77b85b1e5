// What is out of the ordinary in a schedule: lists that a dialog adds to and takes from.
import type { Appointment, CarlessDay, Circumstances, OpeningHours, VehicleOff } from '../api/types'

export const NOTHING: Circumstances = { closures: [], carless: [], not_visited: [] }

const sameCarless = (a: CarlessDay, b: CarlessDay): boolean =>
  a.site === b.site && a.day.week === b.day.week && a.day.weekday === b.day.weekday

/** Adds a weekday without a vehicle: in one week of the cycle, or in each when `week` is null. */
export function withCarless(all: Circumstances, site: number, weekday: number, week: number | null, weeks: number): Circumstances {
  const wanted = week === null ? Array.from({ length: weeks }, (_, i) => i) : [week]
  const added = wanted.map((one): CarlessDay => ({ site, day: { week: one, weekday } }))
  const fresh = added.filter((day) => !all.carless.some((known) => sameCarless(known, day)))
  return { ...all, carless: [...all.carless, ...fresh] }
}

export const withoutCarless = (all: Circumstances, day: CarlessDay): Circumstances => ({
  ...all,
  carless: all.carless.filter((known) => !sameCarless(known, day)),
})

export const withClosure = (all: Circumstances, lon: number, lat: number, note: string): Circumstances => ({
  ...all,
  closures: [...all.closures, { lon, lat, note }],
})

export const withoutClosure = (all: Circumstances, at: number): Circumstances => ({
  ...all,
  closures: all.closures.filter((_, i) => i !== at),
})

export const withNotVisited = (all: Circumstances, unit: string): Circumstances =>
  all.not_visited.includes(unit) ? all : { ...all, not_visited: [...all.not_visited, unit] }

export const withoutNotVisited = (all: Circumstances, unit: string): Circumstances => ({
  ...all,
  not_visited: all.not_visited.filter((known) => known !== unit),
})

/** Sets the hours of a settlement on a weekday, or on all that have none of their own. */
export const withOpening = (all: Circumstances, hours: OpeningHours): Circumstances => {
  const others = (all.opening ?? []).filter((known) => known.unit !== hours.unit || known.weekday !== hours.weekday)
  return { ...all, opening: [...others, hours] }
}
export const withoutOpening = (all: Circumstances, at: number): Circumstances => ({ ...all, opening: (all.opening ?? []).filter((_, i) => i !== at) })

/** Sets the time of a visit on a day. */
export const withAppointment = (all: Circumstances, one: Appointment): Circumstances => {
  const sameDay = (known: Appointment) => known.unit === one.unit && known.day.week === one.day.week && known.day.weekday === one.day.weekday
  return { ...all, appointments: [...(all.appointments ?? []).filter((known) => !sameDay(known)), one] }
}
export const withoutAppointment = (all: Circumstances, at: number): Circumstances => ({
  ...all,
  appointments: (all.appointments ?? []).filter((_, i) => i !== at),
})

/** One more vehicle of an entry that is out of order. */
export const withBroken = (all: Circumstances, off: VehicleOff): Circumstances => ({ ...all, out_of_order: [...(all.out_of_order ?? []), off] })
export const withoutBroken = (all: Circumstances, at: number): Circumstances => ({
  ...all,
  out_of_order: (all.out_of_order ?? []).filter((_, i) => i !== at),
})

export const isOrdinary = (all: Circumstances): boolean =>
  [all.closures, all.carless, all.not_visited, all.opening, all.appointments, all.out_of_order].every((list) => (list ?? []).length === 0)

/** Minutes after midnight of «10:20»; null for anything else. */
export function minutesOf(time: string): number | null {
  const parts = /^(\d{1,2}):(\d{2})$/.exec(time.trim())
  if (!parts) return null
  const [hours, minutes] = [Number(parts[1]), Number(parts[2])]
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null
}
