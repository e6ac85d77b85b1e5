import { describe, expect, it } from 'vitest'
import { addStep, applied, movesOf, NO_EDITS, redo, undo } from './edits'

const saved = { a: 1, b: 1, c: 2 }
const one = addStep(NO_EDITS, { units: ['a', 'b'], to: 2 })

describe('edits', () => {
  it('become one move a unit, the last one counting', () => {
    const two = addStep(one, { units: ['b'], to: 3 })
    expect(movesOf(two, saved)).toEqual([
      { unit: 'a', to: 2 },
      { unit: 'b', to: 3 },
    ])
  })
  it('say nothing about a unit that is back where it was', () => {
    expect(movesOf(addStep(one, { units: ['a', 'b'], to: 1 }), saved)).toEqual([])
  })
  it('skip units that a newer version of the plan does not have', () => {
    expect(movesOf(one, { a: 2, c: 2 })).toEqual([])
  })
  it('go back and forth', () => {
    expect(undo(one).done).toEqual([])
    expect(redo(undo(one))).toEqual(one)
    expect(undo(NO_EDITS)).toBe(NO_EDITS)
    expect(redo(one)).toBe(one)
    expect(addStep(undo(one), { units: ['c'], to: 1 }).undone).toEqual([])
  })
  it('are laid over the saved assignment without touching it', () => {
    expect(applied(saved, movesOf(one, saved))).toEqual({ a: 2, b: 2, c: 2 })
    expect(saved).toEqual({ a: 1, b: 1, c: 2 })
  })
})
