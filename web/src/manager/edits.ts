// Redrawing as steps that can be undone: which units go to which site, over a plan as the server holds it.
import type { Move } from '../api/types'

export interface Step {
  units: string[]
  to: number
}
export interface EditHistory {
  done: Step[]
  undone: Step[]
}
export type Assignment = Record<string, number>

export const NO_EDITS: EditHistory = { done: [], undone: [] }

/** Adds a step; what was undone before is forgotten. */
export const addStep = (history: EditHistory, step: Step): EditHistory => ({ done: [...history.done, step], undone: [] })

export function undo(history: EditHistory): EditHistory {
  const last = history.done.at(-1)
  return last ? { done: history.done.slice(0, -1), undone: [...history.undone, last] } : history
}

export function redo(history: EditHistory): EditHistory {
  const next = history.undone.at(-1)
  return next ? { done: [...history.done, next], undone: history.undone.slice(0, -1) } : history
}

/** Where every moved unit ends up: one move a unit, none for a unit that is back or no longer exists. */
export function movesOf(history: EditHistory, saved: Assignment): Move[] {
  const target = new Map<string, number>()
  for (const step of history.done) for (const unit of step.units) target.set(unit, step.to)
  return [...target]
    .filter(([unit, to]) => saved[unit] !== undefined && saved[unit] !== to)
    .map(([unit, to]) => ({ unit, to }))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1))
}

/** The assignment with the moves laid over it. */
export function applied(saved: Assignment, moves: Move[]): Assignment {
  if (moves.length === 0) return saved
  const result = { ...saved }
  for (const move of moves) result[move.unit] = move.to
  return result
}

const key = (plan: string) => `uchastok.edits.${plan}`

/** Keeps unsaved steps on this device, so that neither a closed page nor a lost connection loses them. */
export function keepEdits(plan: string, history: EditHistory): void {
  try {
    if (history.done.length === 0) localStorage.removeItem(key(plan))
    else localStorage.setItem(key(plan), JSON.stringify(history.done))
  } catch {
    // Storage may be forbidden or full; the edits stay in the page.
  }
}

function isStep(value: unknown): value is Step {
  const step = value as Partial<Step> | null
  return typeof step === 'object' && step !== null && typeof step.to === 'number' && Array.isArray(step.units) && step.units.every((u) => typeof u === 'string')
}

export function keptEdits(plan: string): EditHistory {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(plan)) ?? '[]')
    return Array.isArray(kept) && kept.every(isStep) ? { done: kept, undone: [] } : NO_EDITS
  } catch {
    return NO_EDITS
  }
}
