import { fleet as fetchFleet } from '../api/schedules'
import { municipality as fetchMunicipality } from '../api/municipalities'
import type { FleetReport } from '../api/types'
import { duration, kilometres, number, said, t } from '../i18n'
import { managerAddress, vehiclesAddress, weekAddress } from '../router'
import { PageTitle } from '../ui/PageTitle'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import { FleetBars } from './FleetBars'
import { FleetTable } from './FleetTable'
import { MunicipalityFleets } from './MunicipalityFleets'
import { SeasonPicker } from './SeasonPicker'
import { VehicleUses } from './VehicleUses'

function Headline({ report }: { report: FleetReport }) {
  const words = t.value.fleet
  const facts: [string, string, string][] = [
    [words.peak, number(report.peak), words.peakHint],
    [words.bound, number(report.lower_bound), words.boundHint],
    [words.km, kilometres(report.distance), ''],
    [words.hours, duration(report.time), ''],
  ]
  return (
    <dl class="headline">
      {facts.map(([name, value, hint]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {hint && <span class="small">{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** How many vehicles the schedule of a municipality needs, and why no fewer. */
export function FleetPage({ municipality, schedule }: { municipality: string; schedule: string }) {
  const words = t.value.fleet
  const loaded = useResource(() => fetchFleet(schedule), [schedule])
  const details = useResource(() => fetchMunicipality(municipality), [municipality])
  return (
    <div class="page">
      <PageTitle text={words.title} lead={words.lead} />
      <Show of={loaded.now} again={loaded.again}>
        {(report) => (
          <>
            <p class="sheet-head">
              {details.now.value?.name} · {t.value.seasons[report.season]}
            </p>
            <SeasonPicker municipality={municipality} schedule={schedule} />
            <Headline report={report} />
            <p class="bound-reason">
              {report.peak === report.lower_bound && <strong>{words.proven} </strong>}
              {said(report.bound_reason, report.bound_reason_en)}
            </p>
            {report.uses.length > 0 && <VehicleUses report={report} />}
            <FleetBars report={report} />
            <FleetTable report={report} />
          </>
        )}
      </Show>
      <MunicipalityFleets />
      <p class="toolbar">
        <a href={vehiclesAddress(municipality)}>{t.value.vehicles.openList}</a>
        <a href={weekAddress(municipality, schedule)}>{t.value.manager.openWeek}</a>
        <a href={managerAddress(municipality)}>{t.value.home.open}</a>
      </p>
    </div>
  )
}
