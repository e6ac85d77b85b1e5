import { useEffect, useRef } from 'preact/hooks'
import type { Plan, SiteSummary } from '../api/types'
import { kilometres, number, squareKilometres, t } from '../i18n'
import { Estimate } from '../ui/Estimate'
import { Icon } from '../ui/Icon'
import { NormBar } from '../ui/NormBar'
import { NormStatusTag } from '../ui/NormStatusTag'
import { Plate } from '../ui/Plate'
import { BasePicker } from './BasePicker'
import { type Desk, siteNow } from './desk'
import { houseList } from './houses'
import { distanceToNorm } from './SiteList'
import { ViolationList } from './ViolationList'
import { WorkerPicker } from './WorkerPicker'

function Territory({ desk, site }: { desk: Desk; site: SiteSummary }) {
  const words = t.value.manager
  const assignment = desk.assignment.value
  const units = [...desk.unitById.value.values()]
    .filter((unit) => assignment[unit.id] === site.number)
    .sort((a, b) => b.population - a.population)
  return (
    <details open={units.length <= 12}>
      <summary>
        {words.unitsOf}: {number(units.length)}
      </summary>
      <ul class="unit-figures">
        {units.map((unit) => (
          <li key={unit.id}>
            <span>{unit.name}</span>
            <span class="figure">
              {number(unit.population)} <Estimate of={unit.certainty} />
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Streets({ site }: { site: SiteSummary }) {
  const words = t.value.manager
  const streets = site.streets ?? []
  if (streets.length === 0) return null
  return (
    <details>
      <summary>
        {words.streetsOf}: {number(streets.length)}
      </summary>
      <ul class="unit-figures">
        {streets.map((street, at) => (
          <li key={at}>
            <span>
              {street.street}
              {!street.whole && <>: {houseList(street.runs, words.sides)}</>}
            </span>
            <span class="figure">{number(street.population)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Institutions({ desk, site }: { desk: Desk; site: SiteSummary }) {
  const here = (desk.places.now.value.value ?? []).filter((place) => place.site === site.number)
  const words = t.value
  return (
    <details>
      <summary>
        {words.manager.infrastructureOf}: {number(site.infrastructure)}
      </summary>
      <ul class="plain">
        {here.map((place) => (
          <li key={place.id}>
            <strong>{place.full_name}</strong> — {words.places.kinds[place.kind]}
            {place.address && <>, {place.address}</>}
            {place.telephone && <>, {place.telephone}</>}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Everything about one site. */
export function SiteCard({ desk, plan, site }: { desk: Desk; plan: Plan; site: SiteSummary }) {
  const words = t.value.manager
  const now = siteNow(desk, site)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [site.number])
  return (
    <article class="card-flow">
      <button
        type="button"
        class="button button-quiet"
        onClick={() => {
          desk.site.value = null
        }}
      >
        ← {words.showAll}
      </button>
      <h2 class="site-heading" ref={heading} tabIndex={-1}>
        <Plate number={`№ ${site.number}`} big />
        <span class="visually-hidden">{words.siteN(site.number)}: </span>
        {site.name}
      </h2>
      <p class="site-row-figures">
        <strong class="figure figure-big">{number(now.population)}</strong> {t.value.measure.people} <Estimate of={now.certainty} />
        <NormStatusTag status={now.status} />
      </p>
      <NormBar population={now.population} lower={now.lower} upper={now.upper} status={now.status} />
      <p class="small">
        {words.norm}: {words.normRange(number(now.lower), number(now.upper))} {t.value.measure.people}
        {now.status !== 'within' && <>; {distanceToNorm(now)}</>}
      </p>
      {now.post !== undefined && <p class="small">{words.postsOf(number(now.post, 1))}</p>}
      <ViolationList desk={desk} plan={plan} site={site.number} />
      <dl class="facts">
        <dt>{words.worker}</dt>
        <dd>
          <WorkerPicker desk={desk} site={site} />
        </dd>
        <dt>
          <Icon name="pin" /> {words.base}
        </dt>
        <dd>
          <BasePicker desk={desk} site={site} />
          {site.better_base && <p class="small">{words.betterBase(site.better_base.name, kilometres(site.better_base.saved_m))}</p>}
        </dd>
        <dt>{words.area}</dt>
        <dd>{squareKilometres(site.area_km2)}</dd>
        <dt>{words.travel}</dt>
        <dd>{words.travelOf(kilometres(site.travel_mean_m), kilometres(site.travel_max_m))}</dd>
        <dt>{words.settlementsOf}</dt>
        <dd>{site.settlements.join(', ')}</dd>
      </dl>
      <Territory desk={desk} site={site} />
      <Streets site={site} />
      <Institutions desk={desk} site={site} />
    </article>
  )
}
