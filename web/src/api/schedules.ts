import { API, get, send } from './client'
import { type JobAnswer, jobId } from './plans'
import type { Circumstances, CycleDay, EmergencyAnswer, Explanation, FleetReport, OrderAnswer, Schedule, ScheduleSummary, Season, SiteDates, SiteSchedule } from './types'

const at = (s: string) => `/schedules/${encodeURIComponent(s)}`

export const schedulesOf = (plan: string) => get<ScheduleSummary[]>(`/plans/${encodeURIComponent(plan)}/schedules`)
export const schedule = (s: string) => get<Schedule>(at(s))
export const siteSchedule = (s: string, site: number) => get<SiteSchedule>(`${at(s)}/sites/${site}`)
export const fleet = (s: string) => get<FleetReport>(`${at(s)}/fleet`)
export const scheduleExport = (s: string, format: 'csv' | 'xlsx') => `${API}${at(s)}/export.${format}`

export async function makeSchedule(plan: string, season: Season, visit_profile: string, unlimited: boolean): Promise<string> {
  const path = `/plans/${encodeURIComponent(plan)}/schedules`
  return jobId((await send<JobAnswer>('POST', path, { body: { season, visit_profile, unlimited } })).data)
}

/** Plans anew for what has changed; published days stay unless they must move. */
export async function replanSchedule(s: string, circumstances: Circumstances): Promise<string> {
  return jobId((await send<JobAnswer>('POST', `${at(s)}/replan`, { body: circumstances })).data)
}

/** Who gets to a settlement on a day of the cycle, and who waits for it. */
export async function askEmergency(s: string, body: { unit: string; day: CycleDay; now_min: number; service_min: number }): Promise<EmergencyAnswer> {
  return (await send<EmergencyAnswer>('POST', `${at(s)}/emergency`, { body })).data
}

export const siteDates = (s: string, site: number, from: string, days: number) =>
  get<SiteDates>(`${at(s)}/sites/${site}/dates?from=${encodeURIComponent(from)}&days=${days}`)

/** Whether a visit order is met in time, and how. */
export async function askOrder(s: string, body: { unit: string; received: string; working_days: number; service_min: number }): Promise<OrderAnswer> {
  return (await send<OrderAnswer>('POST', `${at(s)}/orders`, { body })).data
}

/** A settlement by its unit, or a day. */
export type ExplainQuestion = { unit: string } | CycleDay

/** Why a settlement is visited less often than asked, or a day is long, and what would help. */
export const explain = (s: string, site: number, about: ExplainQuestion) => {
  const query = 'unit' in about ? `unit=${encodeURIComponent(about.unit)}` : `week=${about.week}&weekday=${about.weekday}`
  return get<Explanation>(`${at(s)}/sites/${site}/explain?${query}`)
}
