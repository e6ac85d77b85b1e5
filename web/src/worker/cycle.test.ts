import { describe, expect, it } from 'vitest'
import type { Round, SiteSchedule } from '../api/types'
import { distanceOf, firstDay, isReception, roadTimeOf, roundOn, serviceOf } from './cycle'

const stop = (leg: number, service: number) => ({
  unit: 'u',
  leg_distance: leg,
  leg_time: leg / 10,
  arrival: 0,
  start: 0,
  service,
  departure: 0,
  name: 'u',
  lon: 0,
  lat: 0,
  population: 1,
})
const round = (week: number, weekday: number): Round => ({
  site: 1,
  day: { week, weekday },
  departure: 30600,
  stops: [stop(1000, 600), stop(2000, 1200)],
  return_distance: 500,
  return_time: 50,
  arrival: 40000,
  lunch: null,
})
const site: SiteSchedule = {
  site: 1,
  base: { unit: 'b', name: 'База', lon: 0, lat: 0 },
  rounds: [round(1, 0), round(0, 3)],
  unserved: [],
  reception_days: [{ week: 0, weekday: 0 }],
}

describe('the cycle', () => {
  it('starts with its first round, or with reception when there is none', () => {
    expect(firstDay(site)).toEqual({ week: 0, weekday: 3 })
    expect(firstDay({ ...site, rounds: [] })).toEqual({ week: 0, weekday: 0 })
    expect(firstDay({ ...site, rounds: [], reception_days: [] })).toBeNull()
  })
  it('finds the round and the reception of a day', () => {
    expect(roundOn(site, { week: 1, weekday: 0 })).toBe(site.rounds[0])
    expect(roundOn(site, { week: 0, weekday: 0 })).toBeNull()
    expect(isReception(site, { week: 0, weekday: 0 })).toBe(true)
    expect(isReception(site, { week: 0, weekday: 1 })).toBe(false)
  })
  it('adds a day up with the way back', () => {
    expect(distanceOf(round(0, 0))).toBe(3500)
    expect(roadTimeOf(round(0, 0))).toBe(350)
    expect(serviceOf(round(0, 0))).toBe(1800)
  })
})
