import { describe, expect, it } from 'vitest'
import {
  isOrdinary,
  minutesOf,
  NOTHING,
  withAppointment,
  withCarless,
  withClosure,
  withNotVisited,
  withOpening,
  withoutAppointment,
  withoutCarless,
  withoutClosure,
  withoutNotVisited,
  withoutOpening,
} from './circumstances'

describe('circumstances', () => {
  it('adds a weekday in every week once', () => {
    const once = withCarless(NOTHING, 3, 1, null, 4)
    expect(once.carless).toHaveLength(4)
    expect(withCarless(once, 3, 1, 2, 4).carless).toHaveLength(4)
    expect(withoutCarless(once, { site: 3, day: { week: 2, weekday: 1 } }).carless).toHaveLength(3)
  })
  it('takes away what it added', () => {
    const some = withNotVisited(withNotVisited(withClosure(NOTHING, 69, 58, 'мост'), 's1'), 's1')
    expect(some.not_visited).toEqual(['s1'])
    expect(isOrdinary(some)).toBe(false)
    expect(isOrdinary(withoutNotVisited(withoutClosure(some, 0), 's1'))).toBe(true)
  })
  it('keeps one opening a weekday and one appointment a day', () => {
    const day = { week: 0, weekday: 1 }
    const open = withOpening(withOpening(NOTHING, { unit: 'a', weekday: null, from: 1, until: 2 }), { unit: 'a', weekday: null, from: 3, until: 4 })
    expect(open.opening).toEqual([{ unit: 'a', weekday: null, from: 3, until: 4 }])
    const fixed = withAppointment(withAppointment(NOTHING, { unit: 'a', day, begin: 1 }), { unit: 'a', day, begin: 2 })
    expect(fixed.appointments).toEqual([{ unit: 'a', day, begin: 2 }])
    expect(isOrdinary(fixed)).toBe(false)
    expect(isOrdinary(withoutAppointment(withoutOpening(fixed, 0), 0))).toBe(true)
  })
  it('reads times of day and nothing else', () => {
    expect(minutesOf('10:20')).toBe(620)
    expect(minutesOf('9:05')).toBe(545)
    for (const wrong of ['', '24:00', '10:60', 'десять', '1020']) expect(minutesOf(wrong)).toBeNull()
  })
})
