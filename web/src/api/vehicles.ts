import { get, send } from './client'
import type { Problem, SpeedProfile, Vehicle, VehicleInput } from './types'

const at = (m: string) => `/municipalities/${encodeURIComponent(m)}/vehicles`

export const vehicles = (m: string) => get<Vehicle[]>(at(m))
export const speedProfiles = () => get<SpeedProfile[]>('/speed-profiles')

export async function saveVehicle(m: string, input: VehicleInput, id: string | null): Promise<void> {
  if (id === null) await send('POST', at(m), { body: input })
  else await send('PUT', `${at(m)}/${encodeURIComponent(id)}`, { body: input })
}
/** Reads a timetable; with problems nothing is stored. */
export async function readTimetable(m: string, file: File): Promise<{ lines: Vehicle[]; problems: Problem[] }> {
  const path = `/municipalities/${encodeURIComponent(m)}/timetables?name=${encodeURIComponent(file.name)}`
  return (await send<{ lines: Vehicle[]; problems: Problem[] }>('POST', path, { file })).data
}
export async function removeVehicle(m: string, id: string): Promise<void> {
  await send('DELETE', `${at(m)}/${encodeURIComponent(id)}`)
}
