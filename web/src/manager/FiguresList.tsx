import type { Plan } from '../api/types'
import { date, kilometres, number, t } from '../i18n'

/** The figures of a plan and how it was made. */
export function FiguresList({ plan }: { plan: Plan }) {
  const words = t.value.manager
  const { figures, origin } = plan
  return (
    <details>
      <summary>{words.figures}</summary>
      <dl class="facts">
        <dt>{words.sitesBound}</dt>
        <dd>{number(figures.sites_bound)}</dd>
        <dt>{words.travelPerPerson}</dt>
        <dd>{kilometres(figures.travel_per_person)}</dd>
        <dt>{words.cutEdges}</dt>
        <dd>{number(figures.cut_edges)}</dd>
        <dt>{words.splitSettlements}</dt>
        <dd>{number(figures.split_settlements)}</dd>
        <dt>{words.splitRural}</dt>
        <dd>{number(figures.split_rural_settlements)}</dd>
        <dt>{words.origin}</dt>
        <dd>
          {words.originText(origin.norm_profile, date(origin.made_at), number(origin.search_ms / 1000, 1))}
          {origin.redrawn_from !== null && <>, {words.redrawn}</>}
        </dd>
      </dl>
    </details>
  )
}
