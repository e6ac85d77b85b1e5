import { type ExportFormat, planExport, planStreets } from '../api/plans'
import { user } from '../api/session'
import type { Plan } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Icon } from '../ui/Icon'
import { ApprovalSteps } from './ApprovalSteps'
import { CheckReport } from './CheckReport'
import { CopyButton } from './CopyButton'
import type { Desk } from './desk'
import { StaleNotice } from './StaleNotice'

function Exports({ plan }: { plan: Plan }) {
  const words = t.value.order
  const formats: [ExportFormat, string][] = [
    ['geojson', words.exportGeojson],
    ['csv', words.exportCsv],
    ['xlsx', words.exportXlsx],
  ]
  const files = formats.map(([format, label]): [string, string] => [planExport(plan.id, format), label])
  if (plan.site_summaries.some((site) => (site.streets ?? []).length > 0)) files.push([planStreets(plan.id), words.exportStreets])
  return (
    <section aria-label={words.exports}>
      <h3>{words.exports}</h3>
      <ul class="downloads">
        {files.map(([address, label]) => (
          <li key={address}>
            <a class="button" href={address} download>
              <Icon name="down" />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The plan on its way to an order, its independent check and its exports. */
export function OrderPanel({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value
  return (
    <>
      <h2>{words.order.title}</h2>
      <p>
        <span class={`tag tag-status-${plan.status}`}>{words.manager.status[plan.status]}</span>
      </p>
      {user.value?.role === 'manager' && <ApprovalSteps desk={desk} plan={plan} />}
      {plan.status === 'approved' && <p>{words.order.approved(plan.order_number ?? '', plan.order_date ?? '')}</p>}
      <StaleNotice desk={desk} />
      {desk.error.value && <ErrorNotice error={desk.error.value} />}
      <CopyButton desk={desk} plan={plan} />
      <CheckReport plan={plan.id} />
      <Exports plan={plan} />
    </>
  )
}
