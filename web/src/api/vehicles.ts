import { get, send } from './client'
import type { SpeedProfile, Vehicle, VehicleInput } from './types'

const at = (m: string) => `/municipalities/${encodeURIComponent(m)}/vehicles`

export const vehicles = (m: string) => get<Vehicle[]>(at(m))
export const speedProfiles = () => get<SpeedProfile[]>('/speed-profiles')

export async function saveVehicle(m: string, input: VehicleInput, id: string | null): Promise<void> {
  if (id === null) await send('POST', at(m), { body: input })
  else await send('PUT', `${at(m)}/${encodeURIComponent(id)}`, { body: input })
}
export async function removeVehicle(m: string, id: string): Promise<void> {
  await send('DELETE', `${at(m)}/${encodeURIComponent(id)}`)
}
