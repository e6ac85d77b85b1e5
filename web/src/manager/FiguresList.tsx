import type { Plan } from '../api/types'
import { date, kilometres, number, said, t } from '../i18n'

/** The way to the best place beside what no legal plan can go below. */
function travelText(travel: NonNullable<Plan['origin']['proof']['travel']>): string {
  const words = t.value.manager
  if (travel.optimal) return words.travelOptimal(kilometres(travel.found))
  const gap = travel.at_least > 0 ? ((travel.found - travel.at_least) / travel.at_least) * 100 : 0
  return words.travelGap(kilometres(travel.found), kilometres(travel.at_least), number(gap, 1))
}

/** The figures of a plan and how it was made. */
export function FiguresList({ plan }: { plan: Plan }) {
  const words = t.value.manager
  const { figures, origin } = plan
  const posts = plan.site_summaries.map((site) => site.post ?? 0).reduce((sum, post) => sum + post, 0)
  return (
    <details>
      <summary>{words.figures}</summary>
      <dl class="facts">
        <dt>{words.sitesBound}</dt>
        <dd>
          {number(figures.sites_bound)}
          {(origin.proof.why_sites ?? []).map((why, i) => (
            <p key={i} class="small">
              {said(why.ru, why.en)}
            </p>
          ))}
        </dd>
        {posts > 0 && (
          <>
            <dt>{words.posts}</dt>
            <dd>{number(posts, 1)}</dd>
          </>
        )}
        <dt>{words.travelPerPerson}</dt>
        <dd>{kilometres(figures.travel_per_person)}</dd>
        {(figures.cut_off ?? 0) > 0 && (
          <>
            <dt>{words.cutOff}</dt>
            <dd>{number(figures.cut_off ?? 0)}</dd>
          </>
        )}
        {(origin.proof.travel || figures.travel_to_best !== undefined) && (
          <>
            <dt>{words.travelBest}</dt>
            <dd>{origin.proof.travel ? travelText(origin.proof.travel) : kilometres(figures.travel_to_best ?? 0)}</dd>
          </>
        )}
        <dt>{words.cutEdges}</dt>
        <dd>{number(figures.cut_edges)}</dd>
        <dt>{words.splitSettlements}</dt>
        <dd>{number(figures.split_settlements)}</dd>
        <dt>{words.splitRural}</dt>
        <dd>{number(figures.split_rural_settlements)}</dd>
        {figures.split_streets !== undefined && (
          <>
            <dt>{words.splitStreets}</dt>
            <dd>{words.splitStreetsOf(number(figures.split_streets), number(figures.street_parts_extra ?? 0))}</dd>
          </>
        )}
        {origin.objectives.length > 0 && (
          <>
            <dt>{words.objectives}</dt>
            <dd>{origin.objectives.map((one) => t.value.partition.objectives[one].toLowerCase()).join(', ')}</dd>
          </>
        )}
        {origin.people_moved !== undefined && (
          <>
            <dt>{words.peopleMoved}</dt>
            <dd>{number(origin.people_moved)}</dd>
          </>
        )}
        <dt>{words.origin}</dt>
        <dd>
          {words.originText(origin.norm_profile, date(origin.made_at), number(origin.search_ms / 1000, 1))}
          {origin.redrawn_from !== null && <>, {words.redrawn}</>}
        </dd>
      </dl>
    </details>
  )
}
