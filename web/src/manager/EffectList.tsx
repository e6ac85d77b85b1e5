import type { Evaluation, Plan } from '../api/types'
import { kilometres, number, said, t } from '../i18n'
import { Icon } from '../ui/Icon'
import { NormStatusTag } from '../ui/NormStatusTag'
import type { Desk } from './desk'
import { RepairList } from './RepairList'

function travelText(delta: number): string {
  const words = t.value.redraw
  if (delta > 0) return words.travelMore(kilometres(delta))
  if (delta < 0) return words.travelLess(kilometres(-delta))
  return words.travelSame
}

function ChangedSites({ plan, evaluation }: { plan: Plan; evaluation: Evaluation }) {
  const words = t.value.redraw
  const before = new Map(plan.site_summaries.map((site) => [site.number, site.population]))
  const changed = evaluation.sites.filter((site) => before.get(site.number) !== site.population || !site.connected)
  if (changed.length === 0) return null
  return (
    <table class="table">
      <caption class="visually-hidden">{words.effect}</caption>
      <thead>
        <tr>
          <th scope="col">{t.value.manager.site}</th>
          <th scope="col">{words.before}</th>
          <th scope="col">{words.after}</th>
          <th scope="col">{t.value.manager.norm}</th>
        </tr>
      </thead>
      <tbody>
        {changed.map((site) => (
          <tr key={site.number}>
            <th scope="row">№ {site.number}</th>
            <td class="figure">{number(before.get(site.number) ?? 0)}</td>
            <td class="figure">{number(site.population)}</td>
            <td>
              <NormStatusTag status={site.status} />
              {!site.connected && (
                <span class="tag tag-above">
                  <Icon name="warn" />
                  {words.disconnected}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the unsaved moves would do. */
export function EffectList({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.redraw
  const evaluation = desk.evaluation.value
  if (desk.moves.value.length === 0) return null
  return (
    <section class="effect" aria-label={words.effect} aria-busy={desk.evaluating.value}>
      <h3>{words.effect}</h3>
      <div role="status">
        {evaluation === null ? (
          <p>{words.evaluating}</p>
        ) : (
          <p>
            {words.people(number(evaluation.people_moved))} · {travelText(evaluation.travel_delta_m)}
          </p>
        )}
      </div>
      {evaluation && <ChangedSites plan={plan} evaluation={evaluation} />}
      {evaluation && evaluation.problems.length === 0 && <p class="verdict verdict-good">{words.fine}</p>}
      {evaluation && evaluation.problems.length > 0 && (
        <>
          <h4>{words.problems}</h4>
          <ul class="plain">
            {evaluation.problems.map((problem, i) => (
              <li key={i} class="violation">
                <Icon name="warn" />
                <div>{said(problem.cause, problem.cause_en)}</div>
              </li>
            ))}
          </ul>
          <RepairList desk={desk} plan={plan.id} />
        </>
      )}
    </section>
  )
}
