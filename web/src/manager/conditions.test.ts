import { describe, expect, it } from 'vitest'
import { asked, countOf, needStart, NO_WISHES, wishesOf, withLock, withoutAt, withoutPin, withPair, withPins, withTogether } from './conditions'

describe('conditions', () => {
  it('joins sets that share a unit', () => {
    const wishes = withTogether(withTogether(withTogether(NO_WISHES, ['a', 'b']), ['c', 'd']), ['b', 'e'])
    expect(wishes.together).toEqual([
      ['c', 'd'],
      ['a', 'b', 'e'],
    ])
  })

  it('keeps a pair once, in whichever order it is named', () => {
    const wishes = withPair(withPair(NO_WISHES, 'apart', ['b', 'a']), 'apart', ['a', 'b'])
    expect(wishes.apart).toEqual([['a', 'b']])
    expect(withoutAt(wishes, 'apart', 0).apart).toEqual([])
  })

  it('needs the plan that has the sites it names', () => {
    expect(needStart(withPair(NO_WISHES, 'barriers', ['a', 'b']))).toBe(false)
    const pinned = withPins(NO_WISHES, ['a', 'b'], 3)
    expect(needStart(pinned)).toBe(true)
    expect(withoutPin(pinned, 'a').pinned).toEqual({ b: 3 })
    expect(needStart(withLock(withLock(NO_WISHES, 2, true), 2, false))).toBe(false)
  })

  it('comes back from the plan that was made with it', () => {
    const wishes = wishesOf({ together: [['a', 'b']], locked: { 2: ['c'] }, pinned: { d: 1 } })
    expect(countOf(wishes)).toBe(3)
    expect(asked(wishes)).toEqual({ conditions: { ...NO_WISHES, locked: undefined, together: [['a', 'b']], pinned: { d: 1 } }, locked: [2] })
  })
})
