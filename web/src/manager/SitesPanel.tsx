import type { Plan } from '../api/types'
import { t } from '../i18n'
import { AdviceList } from './AdviceList'
import type { Desk } from './desk'
import { FiguresList } from './FiguresList'
import { SchedulesList } from './SchedulesList'
import { SiteCard } from './SiteCard'
import { SiteList } from './SiteList'
import { ViolationList } from './ViolationList'

/** All sites against their norms, or the card of the one chosen. */
export function SitesPanel({ desk, plan }: { desk: Desk; plan: Plan }) {
  const chosen = plan.site_summaries.find((site) => site.number === desk.site.value)
  if (chosen) return <SiteCard desk={desk} plan={plan} site={chosen} />
  return (
    <>
      <h2>{t.value.manager.siteList}</h2>
      <SiteList desk={desk} sites={plan.site_summaries} />
      <ViolationList desk={desk} plan={plan} site={null} />
      <AdviceList desk={desk} plan={plan} />
      <FiguresList plan={plan} />
      <SchedulesList desk={desk} plan={plan} />
    </>
  )
}
