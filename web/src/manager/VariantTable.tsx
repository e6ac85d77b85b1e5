import { useSignal } from '@preact/signals'
import { plan as fetchPlan, removePlan } from '../api/plans'
import type { ApiError } from '../api/client'
import type { Plan, PlanSummary } from '../api/types'
import { user } from '../api/session'
import { kilometres, number, t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { asApiError } from '../ui/resource'
import { ChangeCurve } from './ChangeCurve'
import { type Desk, loadPlans, showPlan } from './desk'

function ShowButton({ desk, one, isShown }: { desk: Desk; one: PlanSummary; isShown: boolean }) {
  const words = t.value.variants
  if (isShown) return <p class="small">{words.shown}</p>
  const title = one.variant ? words.aims[one.variant.aim] : one.title
  return (
    <p>
      <button type="button" class="button" aria-label={words.showNamed(title)} onClick={() => void showPlan(desk, one.id)}>
        {words.show}
      </button>
    </p>
  )
}

function Rows({ desk, plan, set }: { desk: Desk; plan: Plan; set: PlanSummary[] }) {
  const words = t.value.variants
  return (
    <>
      {set.map((one) => (
        <tr key={one.id} class={one.id === plan.id ? 'chosen' : ''}>
          <th scope="row">
            {one.variant && words.aims[one.variant.aim]}
            {!one.legal && <span class="small"> ({words.illegal(one.violations)})</span>}
            <ShowButton desk={desk} one={one} isShown={one.id === plan.id} />
          </th>
          <td class="figure">{number(one.figures.sites)}</td>
          <td class="figure">{one.figures.travel_to_best === undefined ? '—' : kilometres(one.figures.travel_to_best)}</td>
          <td class="figure">{kilometres(one.figures.travel_per_person)}</td>
          <td class="figure">
            {number(one.figures.smallest_site ?? 0)}–{number(one.figures.largest_site ?? 0)}
          </td>
          <td class="figure">{number(one.figures.cut_edges)}</td>
          <td class="figure">{number(one.figures.split_settlements + one.figures.split_rural_settlements + (one.figures.split_streets ?? 0))}</td>
          <td class="figure">{one.people_moved === undefined ? '—' : number(one.people_moved)}</td>
        </tr>
      ))}
    </>
  )
}

/** The plans that were made to choose from, side by side; one stays, the other drafts go. */
export function VariantTable({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.variants
  const error = useSignal<ApiError | null>(null)
  const series = plan.origin.variant?.series
  const set = (desk.plans.now.value.value ?? []).filter((one) => series !== undefined && one.variant?.series === series)
  if (set.length < 2) return null
  set.sort((a, b) => (a.people_moved ?? 0) - (b.people_moved ?? 0) || a.figures.sites - b.figures.sites)
  const others = set.filter((one) => one.id !== plan.id && one.status === 'draft')
  const keep = async () => {
    error.value = null
    try {
      for (const other of others) await removePlan(other.id, (await fetchPlan(other.id)).etag ?? `"${other.version}"`)
    } catch (cause) {
      error.value = asApiError(cause)
    }
    await loadPlans(desk)
  }
  return (
    <section>
      <h2>{words.title}</h2>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={words.title}>
        <table class="table">
          <thead>
            <tr>
              {words.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Rows desk={desk} plan={plan} set={set} />
          </tbody>
        </table>
      </div>
      <ChangeCurve set={set} shown={plan.id} />
      {user.value?.role === 'manager' && others.length > 0 && (
        <button type="button" class="button" onClick={() => void keep()}>
          {words.keep(others.length)}
        </button>
      )}
      {error.value && <ErrorNotice error={error.value} />}
    </section>
  )
}
