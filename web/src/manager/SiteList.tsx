import type { SiteSummary } from '../api/types'
import { number, t } from '../i18n'
import { Estimate } from '../ui/Estimate'
import { Icon } from '../ui/Icon'
import { NormBar } from '../ui/NormBar'
import { NormStatusTag } from '../ui/NormStatusTag'
import { Plate } from '../ui/Plate'
import { type Desk, siteNow } from './desk'

/** «не хватает 200 чел.» or the bounds themselves. */
export function distanceToNorm(site: SiteSummary): string {
  const words = t.value.manager
  if (site.status === 'below') return words.missing(number(site.lower - site.population))
  if (site.status === 'above') return words.excess(number(site.population - site.upper))
  return `${words.norm.toLowerCase()} ${words.normRange(number(site.lower), number(site.upper))}`
}

/** Sites by number: population as a bar between the bounds, and the verdict in words. */
export function SiteList({ desk, sites }: { desk: Desk; sites: SiteSummary[] }) {
  const words = t.value.manager
  const now = sites.map((site) => siteNow(desk, site))
  const scale = Math.max(...now.map((site) => Math.max(site.population, site.upper)), 1) * 1.08
  const colors = desk.colours.value
  return (
    <ul class="site-list" aria-label={words.sitesCaption}>
      {now.map((site) => (
        <li key={site.number}>
          <button
            type="button"
            class="site-row"
            onClick={() => {
              desk.site.value = site.number
            }}
          >
            <span class="site-row-head">
              <Plate number={`№ ${site.number}`} {...(colors.has(site.number) ? { color: colors.get(site.number) ?? 0 } : {})} />
              <span class="visually-hidden">{words.siteN(site.number)}: </span>
              <span class="site-row-name">{site.name}</span>
              <Icon name="right" />
            </span>
            <span class="site-row-figures">
              <strong class="figure">{number(site.population)}</strong> {t.value.measure.people} <Estimate of={site.certainty} />
              <NormStatusTag status={site.status} />
            </span>
            <NormBar population={site.population} lower={site.lower} upper={site.upper} status={site.status} scale={scale} />
            <span class="small">
              {distanceToNorm(site)}
              {site.post !== undefined && <>; {words.postsOf(number(site.post, 1))}</>}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
