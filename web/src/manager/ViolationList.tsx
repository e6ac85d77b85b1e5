import type { Plan } from '../api/types'
import { number, said, t } from '../i18n'
import { Icon } from '../ui/Icon'
import type { Desk } from './desk'
import { PointButton } from './PointButton'

/** Departures that the plan declares, of one site or of all, each with its reason and its place on the map. */
export function ViolationList({ desk, plan, site }: { desk: Desk; plan: Plan; site: number | null }) {
  const words = t.value.manager
  const shown = plan.violations.filter((violation) => site === null || violation.site === site)
  if (shown.length === 0) return null
  const { outside } = plan.origin.proof
  return (
    <section class="violations" aria-label={words.violations}>
      <h3>{words.violations}</h3>
      {site === null && outside && (
        <p>
          {words.outside(number(outside.found))}{' '}
          {outside.found === outside.at_least ? words.outsideLeast : words.outsideBound(number(outside.at_least))}
        </p>
      )}
      <ul class="plain">
        {shown.map((violation, i) => (
          <li key={i} class="violation">
            <Icon name="warn" />
            <div>
              {violation.site !== null && site === null && <strong>{words.siteN(violation.site)}. </strong>}
              {said(violation.reason, violation.reason_en)}
              <span class="small"> ({violation.proven ? words.proven : words.notProven})</span>
              <PointButton desk={desk} units={violation.units} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
