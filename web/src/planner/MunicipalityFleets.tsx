import { useMemo } from 'preact/hooks'
import { municipalities } from '../api/municipalities'
import { plansOf } from '../api/plans'
import { fleet, schedulesOf } from '../api/schedules'
import type { FleetReport, MunicipalitySummary } from '../api/types'
import { duration, kilometres, t } from '../i18n'
import { planToOpen } from '../manager/planToOpen'
import { fleetAddress } from '../router'
import { ErrorNotice } from '../ui/ErrorNotice'
import { loader } from '../ui/resource'
import { Waiting } from '../ui/Waiting'

interface Row {
  municipality: MunicipalitySummary
  report: FleetReport | null
}

async function latestFleet(m: string): Promise<FleetReport | null> {
  const plan = planToOpen(await plansOf(m))
  if (plan === null) return null
  const [latest] = [...(await schedulesOf(plan))].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
  return latest ? fleet(latest.id) : null
}

/** One after another, so that a region of many municipalities does not crowd the server. */
async function allFleets(): Promise<Row[]> {
  const rows: Row[] = []
  for (const municipality of await municipalities()) rows.push({ municipality, report: await latestFleet(municipality.id) })
  return rows
}

/** The vehicles of every municipality beside each other, fetched on demand. */
export function MunicipalityFleets() {
  const words = t.value.fleet
  const rows = useMemo(() => loader<Row[]>(), [])
  const asked = useMemo(() => ({ once: false }), [])
  const now = rows.now.value
  const load = () => {
    asked.once = true
    void rows.load(allFleets)
  }
  return (
    <section aria-label={words.compare}>
      <h2>{words.compare}</h2>
      {now.state !== 'ready' && (
        <button type="button" class="button" onClick={load}>
          {words.load}
        </button>
      )}
      {now.state === 'waiting' && asked.once && <Waiting />}
      {now.state === 'failed' && <ErrorNotice error={now.error} />}
      {now.state === 'ready' && (
        <div class="table-scroll" role="region" aria-label={words.compareCaption} tabIndex={0}>
          <table class="table">
            <caption>{words.compareCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{words.municipality}</th>
                <th scope="col">{words.peak}</th>
                <th scope="col">{words.bound}</th>
                <th scope="col">{words.distance}</th>
                <th scope="col">{words.time}</th>
              </tr>
            </thead>
            <tbody>
              {now.value.map(({ municipality, report }) => (
                <tr key={municipality.id}>
                  <th scope="row">{report ? <a href={fleetAddress(municipality.id, report.schedule)}>{municipality.name}</a> : municipality.name}</th>
                  {report ? (
                    <>
                      <td class="figure">{report.peak}</td>
                      <td class="figure">{report.lower_bound}</td>
                      <td class="figure">{kilometres(report.distance)}</td>
                      <td class="figure">{duration(report.time)}</td>
                    </>
                  ) : (
                    <td colSpan={4}>{words.noSchedule}</td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
