import { API, get, send } from './client'
import { type JobAnswer, jobId } from './plans'
import type { FleetReport, Schedule, ScheduleSummary, Season, SiteSchedule } from './types'

const at = (s: string) => `/schedules/${encodeURIComponent(s)}`

export const schedulesOf = (plan: string) => get<ScheduleSummary[]>(`/plans/${encodeURIComponent(plan)}/schedules`)
export const schedule = (s: string) => get<Schedule>(at(s))
export const siteSchedule = (s: string, site: number) => get<SiteSchedule>(`${at(s)}/sites/${site}`)
export const fleet = (s: string) => get<FleetReport>(`${at(s)}/fleet`)
export const scheduleExport = (s: string, format: 'csv' | 'xlsx') => `${API}${at(s)}/export.${format}`

export async function makeSchedule(plan: string, season: Season, visit_profile: string): Promise<string> {
  const path = `/plans/${encodeURIComponent(plan)}/schedules`
  return jobId((await send<JobAnswer>('POST', path, { body: { season, visit_profile } })).data)
}
