// Days of the cycle: which round falls on one, and what a day comes to.
import type { CycleDay, Round, SiteSchedule } from '../api/types'

export const WORKING_DAYS = 5

export const sameDay = (a: CycleDay, b: CycleDay): boolean => a.week === b.week && a.weekday === b.weekday

export const roundOn = (site: SiteSchedule, day: CycleDay): Round | null => site.rounds.find((round) => sameDay(round.day, day)) ?? null

export const isReception = (site: SiteSchedule, day: CycleDay): boolean => site.reception_days.some((one) => sameDay(one, day))

/** The first day with a round, else the first of the cycle. */
export function firstDay(site: SiteSchedule): CycleDay | null {
  const order = (day: CycleDay) => day.week * WORKING_DAYS + day.weekday
  return site.rounds.map((round) => round.day).sort((a, b) => order(a) - order(b))[0] ?? site.reception_days[0] ?? null
}

export const distanceOf = (round: Round): number => round.stops.reduce((sum, stop) => sum + stop.leg_distance, round.return_distance)
export const roadTimeOf = (round: Round): number => round.stops.reduce((sum, stop) => sum + stop.leg_time, round.return_time)
export const serviceOf = (round: Round): number => round.stops.reduce((sum, stop) => sum + stop.service, 0)
