import { describe, expect, it } from 'vitest'
import { draftOf, inputOf } from './vehicleForm'

const named = { ...draftOf(undefined), title: ' Нива ' }

describe('a vehicle as typed', () => {
  it('is the same after it is read and shown', () => {
    const input = inputOf({ ...named, from: '8:00', until: '17:30', km: '12,5', weekdays: [1], garage: 'a' })
    expect(input).toMatchObject({ title: 'Нива', driver: { from: 28_800, until: 63_000 }, price: { km: 1250, hour: 0, day: 0 } })
    expect(inputOf(draftOf({ id: 'v', ...(input as NonNullable<typeof input>) }))).toEqual(input)
  })
  it('keeps the legs of a boat and the trips of a line', () => {
    const leg = { from: 'a', to: 'b', km: '12,5', minutes: '40', oneWay: false }
    const boat = inputOf({ ...named, speeds: 'foot', legs: [leg] })
    expect(boat?.legs).toEqual([{ from: 'a', to: 'b', distance: 12_500, time: 2400, one_way: false }])
    expect(inputOf(draftOf({ id: 'v', ...(boat as NonNullable<typeof boat>) }))).toEqual(boat)
    for (const wrong of [[], [{ ...leg, to: 'a' }], [{ ...leg, km: 'x' }], [{ ...leg, minutes: '0' }]]) {
      expect(inputOf({ ...named, speeds: 'foot', legs: wrong })).toBeNull()
    }
    const trips = [{ id: '1', weekdays: [0], calls: [{ settlement: 'a', arrives: 1, departs: 2 }] }]
    expect(inputOf({ ...named, kind: 'public', speeds: 'foot', trips })?.trips).toEqual(trips)
  })
  it('is none while something cannot be read', () => {
    for (const wrong of [{ title: ' ' }, { count: '0' }, { count: '1,5' }, { from: '8:00' }, { from: '18:00', until: '8:00' }, { km: 'много' }]) {
      expect(inputOf({ ...named, ...wrong })).toBeNull()
    }
  })
})
