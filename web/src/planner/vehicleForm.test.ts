import { describe, expect, it } from 'vitest'
import { draftOf, inputOf } from './vehicleForm'

const named = { ...draftOf(undefined), title: ' Нива ' }

describe('a vehicle as typed', () => {
  it('is the same after it is read and shown', () => {
    const input = inputOf({ ...named, from: '8:00', until: '17:30', km: '12,5', weekdays: [1], garage: 'a' })
    expect(input).toMatchObject({ title: 'Нива', driver: { from: 28_800, until: 63_000 }, price: { km: 1250, hour: 0, day: 0 } })
    expect(inputOf(draftOf({ id: 'v', ...(input as NonNullable<typeof input>) }))).toEqual(input)
  })
  it('is none while something cannot be read', () => {
    for (const wrong of [{ title: ' ' }, { count: '0' }, { count: '1,5' }, { from: '8:00' }, { from: '18:00', until: '8:00' }, { km: 'много' }]) {
      expect(inputOf({ ...named, ...wrong })).toBeNull()
    }
  })
})
