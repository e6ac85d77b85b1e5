import type { Plan } from '../api/types'
import { said, t } from '../i18n'
import type { Desk } from './desk'
import { PointButton } from './PointButton'

/** What would make a legal plan possible, as the search knows it. */
export function AdviceList({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.manager
  const advice = plan.origin.proof.advice ?? []
  if (advice.length === 0) return null
  return (
    <section aria-label={words.advice}>
      <h3>{words.advice}</h3>
      <ul class="advice">
        {advice.map((one, i) => (
          <li key={i}>
            {said(one.text.ru, one.text.en)}
            <span class="small"> ({one.sufficient ? words.sufficient : words.necessary})</span>
            <PointButton desk={desk} units={one.units} />
          </li>
        ))}
      </ul>
    </section>
  )
}
