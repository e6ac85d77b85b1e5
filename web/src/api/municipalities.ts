import { get, send } from './client'
import type {
  InfrastructureInput,
  InfrastructurePoint,
  LookupAnswer,
  MunicipalityDetails,
  MunicipalitySummary,
  NormProfile,
  PublicMunicipality,
  UnitCollection,
  VisitProfile,
  Worker,
} from './types'

const at = (m: string) => `/municipalities/${encodeURIComponent(m)}`

export const publicMunicipalities = () => get<PublicMunicipality[]>('/public/municipalities')
export const lookUp = (m: string, q: string, signal?: AbortSignal) =>
  get<LookupAnswer[]>(`/public${at(m)}/lookup?q=${encodeURIComponent(q)}`, signal)

export const municipalities = () => get<MunicipalitySummary[]>('/municipalities')
export const municipality = (m: string) => get<MunicipalityDetails>(at(m))
export const units = (m: string) => get<UnitCollection>(`${at(m)}/units`)
export const norms = () => get<NormProfile[]>('/norms')
export const visitProfiles = () => get<VisitProfile[]>('/visit-profiles')

export const infrastructure = (m: string, plan: string | null) =>
  get<InfrastructurePoint[]>(`${at(m)}/infrastructure${plan ? `?plan=${encodeURIComponent(plan)}` : ''}`)

export async function saveInfrastructure(m: string, input: InfrastructureInput, id: string | null): Promise<void> {
  if (id === null) await send('POST', `${at(m)}/infrastructure`, { body: input })
  else await send('PUT', `${at(m)}/infrastructure/${encodeURIComponent(id)}`, { body: input })
}
export async function removeInfrastructure(m: string, id: string): Promise<void> {
  await send('DELETE', `${at(m)}/infrastructure/${encodeURIComponent(id)}`)
}

export const workers = (m: string) => get<Worker[]>(`${at(m)}/workers`)
export type WorkerInput = Omit<Worker, 'id' | 'municipality'>
export async function saveWorker(m: string, input: WorkerInput, id: string | null): Promise<Worker> {
  if (id === null) return (await send<Worker>('POST', `${at(m)}/workers`, { body: input })).data
  return (await send<Worker>('PUT', `${at(m)}/workers/${encodeURIComponent(id)}`, { body: input })).data
}
export async function removeWorker(m: string, id: string): Promise<void> {
  await send('DELETE', `${at(m)}/workers/${encodeURIComponent(id)}`)
}
