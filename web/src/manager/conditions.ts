// What a plan has to keep beside the norm, as the manager collects it: pure functions over the lists, kept on the device.
import type { Catchment, PartitionRequest, PlanConditions } from '../api/types'

export interface Wishes {
  together: string[][]
  apart: [string, string][]
  barriers: [string, string][]
  crossings: [string, string][]
  pinned: Record<string, number>
  locked: number[]
  catchments: Catchment[]
}
export type PairKind = 'apart' | 'barriers' | 'crossings'

export const NO_WISHES: Wishes = { together: [], apart: [], barriers: [], crossings: [], pinned: {}, locked: [], catchments: [] }

/** The conditions that a plan was made with, to be changed and used again. */
export function wishesOf(conditions: PlanConditions | undefined): Wishes {
  const { locked, ...rest } = conditions ?? {}
  return { ...NO_WISHES, ...rest, locked: Object.keys(locked ?? {}).map(Number) }
}

export const countOf = (wishes: Wishes): number =>
  wishes.together.length +
  wishes.apart.length +
  wishes.barriers.length +
  wishes.crossings.length +
  Object.keys(wishes.pinned).length +
  wishes.locked.length +
  wishes.catchments.length

/** Units in one site; a set that shares a unit with an earlier one grows it. */
export function withTogether(wishes: Wishes, units: string[]): Wishes {
  const touching = wishes.together.filter((set) => set.some((unit) => units.includes(unit)))
  const apart = wishes.together.filter((set) => !touching.includes(set))
  const merged = [...new Set([...touching.flat(), ...units])].sort()
  return { ...wishes, together: [...apart, merged] }
}

export function withPair(wishes: Wishes, kind: PairKind, pair: [string, string]): Wishes {
  const [a, b] = [...pair].sort() as [string, string]
  const others = wishes[kind].filter((known) => known[0] !== a || known[1] !== b)
  return { ...wishes, [kind]: [...others, [a, b]] }
}

export const withPins = (wishes: Wishes, units: string[], site: number): Wishes => ({
  ...wishes,
  pinned: { ...wishes.pinned, ...Object.fromEntries(units.map((unit) => [unit, site])) },
})

export const withLock = (wishes: Wishes, site: number, isLocked: boolean): Wishes => ({
  ...wishes,
  locked: isLocked ? [...new Set([...wishes.locked, site])].sort((a, b) => a - b) : wishes.locked.filter((one) => one !== site),
})

export const withoutAt = (wishes: Wishes, kind: 'together' | PairKind | 'catchments', at: number): Wishes => ({
  ...wishes,
  [kind]: wishes[kind].filter((_, i) => i !== at),
})

export function withoutPin(wishes: Wishes, unit: string): Wishes {
  const { [unit]: _, ...pinned } = wishes.pinned
  return { ...wishes, pinned }
}

/** True when the wishes speak of sites by number and so need the plan that has them. */
export const needStart = (wishes: Wishes): boolean => wishes.locked.length > 0 || Object.keys(wishes.pinned).length > 0

/** The part of a request that the wishes make up. */
export function asked(wishes: Wishes): Pick<PartitionRequest, 'conditions' | 'locked'> {
  const { locked, ...conditions } = wishes
  return { conditions, locked }
}

const key = (plan: string) => `uchastok.conditions.${plan}`

export function keepWishes(plan: string, wishes: Wishes): void {
  try {
    localStorage.setItem(key(plan), JSON.stringify(wishes))
  } catch {
    // Storage may be forbidden or full; the conditions stay in the page.
  }
}

/** What was kept on this device for a plan; `null` when nothing readable was. */
export function keptWishes(plan: string): Wishes | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(plan)) ?? 'null')
    return typeof kept === 'object' && kept !== null ? { ...NO_WISHES, ...(kept as Partial<Wishes>) } : null
  } catch {
    return null
  }
}
