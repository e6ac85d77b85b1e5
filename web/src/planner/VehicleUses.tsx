import type { FleetReport } from '../api/types'
import { duration, kilometres, rubles, t } from '../i18n'

/** What each entry of the list does in the cycle, for whom, at what price. */
export function VehicleUses({ report }: { report: FleetReport }) {
  const words = t.value.vehicles
  return (
    <div class="table-scroll" role="region" aria-label={words.usesCaption} tabIndex={0}>
      <table class="table">
        <caption>{words.usesCaption}</caption>
        <thead>
          <tr>
            {[words.which, words.available, words.used, words.days, words.sharedBy, t.value.fleet.distance, t.value.fleet.time, words.cost].map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.uses.map((use) => (
            <tr key={use.vehicle}>
              <th scope="row">
                {use.title} <span class="small">{words.kinds[use.kind]}</span>
              </th>
              <td class="figure">{use.kind === 'public' ? '' : use.available}</td>
              <td class="figure">{use.used}</td>
              <td class="figure">{use.days}</td>
              <td>{use.sites.map((site) => `№ ${site}`).join(', ') || t.value.app.none}</td>
              <td class="figure">{kilometres(use.distance)}</td>
              <td class="figure">{duration(use.time)}</td>
              <td class="figure">{rubles(use.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
