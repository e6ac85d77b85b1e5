import { API, type Answer, get, send } from './client'
import type {
  Catchment,
  Evaluation,
  Move,
  PartitionRequest,
  Plan,
  PlanChange,
  PlanCheck,
  PlanComparison,
  PlanSummary,
  Problem,
  Proposal,
  SiteShapes,
} from './types'

const at = (p: string) => `/plans/${encodeURIComponent(p)}`

export const plansOf = (m: string) => get<PlanSummary[]>(`/municipalities/${encodeURIComponent(m)}/plans`)
export const plan = (p: string): Promise<Answer<Plan>> => send<Plan>('GET', at(p))
export const siteShapes = (p: string) => get<SiteShapes>(`${at(p)}/sites.geojson`)
export const checkPlan = (p: string) => get<PlanCheck>(`${at(p)}/check`)
export const comparePlans = (a: string, b: string) => get<PlanComparison>(`${at(a)}/compare/${encodeURIComponent(b)}`)

export async function partition(m: string, request: PartitionRequest): Promise<string> {
  const path = `/municipalities/${encodeURIComponent(m)}/plans/partition`
  return jobId((await send<JobAnswer>('POST', path, { body: request })).data)
}

export async function evaluate(p: string, moves: Move[], signal?: AbortSignal): Promise<Evaluation> {
  return (await send<Evaluation>('POST', `${at(p)}/evaluate`, signal ? { body: { moves }, signal } : { body: { moves } })).data
}

/** What else to move so that the moves break nothing. */
export async function repairs(p: string, moves: Move[]): Promise<Proposal[]> {
  return (await send<Proposal[]>('POST', `${at(p)}/repairs`, { body: { moves } })).data
}

/** Which units the named polygons of a GeoJSON layer hold. */
export async function readCatchments(m: string, layer: unknown): Promise<{ catchments: Catchment[]; problems: Problem[] }> {
  const path = `/municipalities/${encodeURIComponent(m)}/catchments`
  return (await send<{ catchments: Catchment[]; problems: Problem[] }>('POST', path, { body: layer })).data
}

export const changePlan = (p: string, change: PlanChange, etag: string): Promise<Answer<Plan>> =>
  send<Plan>('PATCH', at(p), { body: change, ifMatch: etag })

export async function copyPlan(p: string, title: string): Promise<Plan> {
  return (await send<Plan>('POST', `${at(p)}/copy`, { body: { title } })).data
}
export const submitPlan = (p: string, etag: string) => send<Plan>('POST', `${at(p)}/submit`, { ifMatch: etag })
export const approvePlan = (p: string, etag: string, order_number: string, order_date: string) =>
  send<Plan>('POST', `${at(p)}/approve`, { ifMatch: etag, body: { order_number, order_date } })
export const archivePlan = (p: string, etag: string) => send<Plan>('POST', `${at(p)}/archive`, { ifMatch: etag })
export const removePlan = (p: string, etag: string) => send<void>('DELETE', at(p), { ifMatch: etag })

export type ExportFormat = 'geojson' | 'csv' | 'xlsx'
export const planStreets = (p: string) => `${API}${at(p)}/streets.csv`
export const planExport = (p: string, format: ExportFormat) => `${API}${at(p)}/export.${format}`

export type JobAnswer = { job: string | { id: string } } | { id: string }
/** The id in a 202 answer, whether it came bare or as the job itself. */
export function jobId(answer: JobAnswer): string {
  if ('job' in answer) return typeof answer.job === 'string' ? answer.job : answer.job.id
  return answer.id
}
