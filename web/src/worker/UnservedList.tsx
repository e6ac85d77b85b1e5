import type { Unserved } from '../api/types'
import { said, t } from '../i18n'
import { WhyButton } from './WhyButton'

/** Settlements that the schedule leaves out or visits too seldom, each with its reason. */
export function UnservedList({ schedule, unserved, names }: { schedule: string; unserved: Unserved[]; names: Record<string, string> }) {
  const words = t.value.week
  if (unserved.length === 0) return <p class="verdict verdict-good">{words.allServed}</p>
  return (
    <section aria-label={words.unserved}>
      <h2>{words.unserved}</h2>
      <div class="table-scroll" role="region" aria-label={words.unservedCaption} tabIndex={0}>
        <table class="table">
          <caption class="visually-hidden">{words.unservedCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{words.place}</th>
              <th scope="col">{words.visits}</th>
              <th scope="col">{words.reason}</th>
            </tr>
          </thead>
          <tbody>
            {unserved.map((one) => (
              <tr key={one.unit}>
                <th scope="row">{one.name ?? names[one.unit] ?? one.unit}</th>
                <td class="figure">{words.visitsOf(one.visits_planned, one.visits_required)}</td>
                <td>
                  <strong>{words.cause[one.cause]}</strong>
                  <br />
                  {said(one.reason, one.reason_en)}
                  <WhyButton schedule={schedule} site={one.site} about={{ unit: one.unit }} label={t.value.why.askNamed(one.name ?? names[one.unit] ?? one.unit)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
