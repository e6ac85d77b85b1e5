import { useSignal } from '@preact/signals'
import { municipality as fetchMunicipality, units as fetchUnits } from '../api/municipalities'
import { user } from '../api/session'
import type { SpeedProfile, Vehicle } from '../api/types'
import { removeVehicle, saveVehicle, speedProfiles, vehicles as fetchVehicles } from '../api/vehicles'
import { clock, rubles, said, t } from '../i18n'
import { managerAddress } from '../router'
import { PageTitle } from '../ui/PageTitle'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import { Timetable, Trips } from './Timetable'
import { VehicleDialog } from './VehicleDialog'

/** Settlements by name, each once: id and name. */
async function placesOf(m: string): Promise<[string, string][]> {
  const all = await fetchUnits(m)
  const names = new Map(all.features.map(({ properties }) => [properties.settlement, properties.settlement_name]))
  return [...names].sort(([, a], [, b]) => a.localeCompare(b))
}

function when(vehicle: Vehicle): string {
  const words = t.value.vehicles
  const days = vehicle.weekdays.map((day) => t.value.weekdaysShort[day] ?? '').join(', ')
  const seasons = vehicle.seasons.map((season) => t.value.seasons[season]).join(', ')
  const hours = vehicle.driver ? words.driverHours(clock(vehicle.driver.from), clock(vehicle.driver.until)) : ''
  const always = vehicle.kind === 'public' ? '' : words.everyDay
  return [days || always, seasons, hours].filter(Boolean).join('; ')
}

function prices(vehicle: Vehicle): string {
  const words = t.value.vehicles
  const { km, hour, day } = vehicle.price
  const parts = [km > 0 ? words.perKm(rubles(km)) : '', hour > 0 ? words.perHour(rubles(hour)) : '', day > 0 ? words.perDay(rubles(day)) : '']
  return parts.filter(Boolean).join(', ') || t.value.app.none
}

function VehicleRow(props: { vehicle: Vehicle; names: Map<string, string>; speeds: SpeedProfile[]; onEdit: (() => void) | null }) {
  const { vehicle, names, onEdit } = props
  const words = t.value.vehicles
  const name = (id: string) => names.get(id) ?? id
  const speeds = props.speeds.find((one) => one.id === vehicle.speeds)
  const isLine = vehicle.kind === 'public'
  const offRoad = isLine ? words.byTimetable : words.byLegs
  return (
    <tr>
      <th scope="row">
        {vehicle.title}
        <span class="small"> {words.kinds[vehicle.kind]}</span>
      </th>
      <td class="figure">{isLine ? '' : vehicle.count}</td>
      <td>{vehicle.bases.length === 0 ? words.forAll : vehicle.bases.map(name).join(', ')}</td>
      <td>{isLine ? '' : vehicle.garage ? name(vehicle.garage) : words.atBase}</td>
      <td>
        {when(vehicle)}
        {vehicle.trips && <Trips trips={vehicle.trips} names={names} />}
      </td>
      <td>{speeds ? said(speeds.title, speeds.title_en) : offRoad}</td>
      <td>{prices(vehicle)}</td>
      <td>
        {onEdit && (
          <button type="button" class="button button-quiet" aria-label={`${words.edit}: ${vehicle.title}`} onClick={onEdit}>
            {words.edit}
          </button>
        )}
      </td>
    </tr>
  )
}

/** The vehicles that the workers of a municipality share: the list that schedules are made for. */
export function VehiclesPage({ municipality }: { municipality: string }) {
  const words = t.value.vehicles
  const list = useResource(() => fetchVehicles(municipality), [municipality])
  const details = useResource(() => fetchMunicipality(municipality), [municipality])
  const places = useResource(() => placesOf(municipality), [municipality])
  const profiles = useResource(speedProfiles, [])
  const open = useSignal<Vehicle | 'new' | null>(null)
  const mayEdit = user.value?.role === 'manager' || user.value?.role === 'planner'
  const known = places.now.value ?? []
  const speeds = profiles.now.value ?? []
  const close = () => {
    open.value = null
  }
  const edited = open.value === 'new' ? undefined : (open.value ?? undefined)
  return (
    <div class="page">
      <PageTitle text={words.title} lead={words.lead} />
      <p class="sheet-head">{details.now.value?.name}</p>
      <Show of={list.now} again={list.again}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <div class="table-scroll" role="region" aria-label={words.title} tabIndex={0}>
              <table class="table">
                <caption class="visually-hidden">{words.title}</caption>
                <thead>
                  <tr>
                    {words.columns.map((column) => (
                      <th key={column} scope="col">
                        {column}
                      </th>
                    ))}
                    <th scope="col">
                      <span class="visually-hidden">{words.edit}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {all.map((vehicle) => (
                    <VehicleRow
                      key={vehicle.id}
                      vehicle={vehicle}
                      names={new Map(known)}
                      speeds={speeds}
                      onEdit={
                        mayEdit
                          ? () => {
                              open.value = vehicle
                            }
                          : null
                      }
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Show>
      <p class="toolbar">
        {mayEdit && (
          <button
            type="button"
            class="button button-main"
            onClick={() => {
              open.value = 'new'
            }}
          >
            {words.add}
          </button>
        )}
        <a href={managerAddress(municipality)}>{t.value.home.open}</a>
      </p>
      {mayEdit && <Timetable municipality={municipality} onRead={list.again} />}
      {open.value !== null && (
        <VehicleDialog
          vehicle={edited}
          places={known}
          speeds={speeds}
          onSave={async (input) => {
            await saveVehicle(municipality, input, edited?.id ?? null)
            close()
            list.again()
          }}
          onRemove={
            edited &&
            (async () => {
              await removeVehicle(municipality, edited.id)
              close()
              list.again()
            })
          }
          onClose={close}
        />
      )}
    </div>
  )
}
