// A vehicle as a form holds it: numbers and times as they are typed.
import type { LineTrip, Season, StatedLeg, Vehicle, VehicleInput, VehicleKind } from '../api/types'
import { minutesOf } from '../changes/circumstances'

/** Speed profile of what does not go on roads: from its stops one walks. */
export const FOOT = 'foot'

export interface LegDraft {
  from: string
  to: string
  km: string
  minutes: string
  oneWay: boolean
}

export interface VehicleDraft {
  kind: VehicleKind
  title: string
  count: string
  bases: string[]
  garage: string
  weekdays: number[]
  seasons: Season[]
  from: string
  until: string
  speeds: string
  legs: LegDraft[]
  trips: LineTrip[]
  km: string
  hour: string
  day: string
}

const time = (seconds: number): string => `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`
const money = (kopecks: number): string => (kopecks === 0 ? '' : String(kopecks / 100).replace('.', ','))

/** What is known of a vehicle, or a fresh one. */
export function draftOf(vehicle: Vehicle | undefined): VehicleDraft {
  return {
    kind: vehicle?.kind ?? 'institution',
    title: vehicle?.title ?? '',
    count: String(vehicle?.count ?? 1),
    bases: vehicle?.bases ?? [],
    garage: vehicle?.garage ?? '',
    weekdays: vehicle?.weekdays ?? [],
    seasons: vehicle?.seasons ?? [],
    from: vehicle?.driver ? time(vehicle.driver.from) : '',
    until: vehicle?.driver ? time(vehicle.driver.until) : '',
    speeds: vehicle?.speeds ?? 'car',
    legs: (vehicle?.legs ?? []).map(({ from, to, distance, time: seconds, one_way }) => ({
      from,
      to,
      km: String(distance / 1000).replace('.', ','),
      minutes: String(Math.round(seconds / 60)),
      oneWay: one_way,
    })),
    trips: vehicle?.trips ?? [],
    km: money(vehicle?.price.km ?? 0),
    hour: money(vehicle?.price.hour ?? 0),
    day: money(vehicle?.price.day ?? 0),
  }
}

/** Rubles as typed to kopecks; null for what is no amount. */
function kopecks(text: string): number | null {
  const plain = text.trim().replaceAll(/\s/g, '').replace(',', '.')
  if (plain === '') return 0
  const rubles = Number(plain)
  return Number.isFinite(rubles) && rubles >= 0 ? Math.round(rubles * 100) : null
}

/** The driver's hours: undefined for half an answer or nonsense. */
function driver(from: string, until: string): VehicleInput['driver'] | undefined {
  if (from.trim() === '' && until.trim() === '') return null
  const [begin, end] = [minutesOf(from), minutesOf(until)]
  return begin === null || end === null || begin >= end ? undefined : { from: begin * 60, until: end * 60 }
}

/** Legs as typed; null while one cannot be read. */
function legs(drafts: LegDraft[]): StatedLeg[] | null {
  const read = drafts.map(({ from, to, km, minutes, oneWay }) => {
    const [length, time] = [Number(km.trim().replace(',', '.')), Number(minutes)]
    const sane = from !== '' && to !== '' && from !== to && length >= 0 && Number.isInteger(time) && time > 0
    return sane ? { from, to, distance: Math.round(length * 1000), time: time * 60, one_way: oneWay } : null
  })
  return read.includes(null) ? null : (read as StatedLeg[])
}

/** The vehicle that a draft says; null while something in it cannot be read. */
export function inputOf(draft: VehicleDraft): VehicleInput | null {
  const count = Number(draft.count)
  const hours = driver(draft.from, draft.until)
  const [km, hour, day] = [kopecks(draft.km), kopecks(draft.hour), kopecks(draft.day)]
  const title = draft.title.trim()
  if (title === '' || !Number.isInteger(count) || count < 1) return null
  if (hours === undefined || km === null || hour === null || day === null) return null
  const { kind, bases, weekdays, seasons, speeds, trips } = draft
  const stated = speeds === FOOT && kind !== 'public' ? legs(draft.legs) : []
  if (stated === null || (speeds === FOOT && stated.length === 0 && trips.length === 0)) return null
  const ways = { ...(stated.length > 0 ? { legs: stated } : {}), ...(trips.length > 0 ? { trips } : {}) }
  return { kind, title, count, bases, garage: draft.garage || null, weekdays, seasons, driver: hours, speeds, ...ways, price: { km, hour, day } }
}
