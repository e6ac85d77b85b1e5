import { municipalities } from '../api/municipalities'
import { user } from '../api/session'
import type { MunicipalitySummary } from '../api/types'
import { number, t } from '../i18n'
import { managerAddress } from '../router'
import { Estimate } from '../ui/Estimate'
import { PageTitle } from '../ui/PageTitle'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import { ScheduleLinks } from './ScheduleLinks'

function MunicipalityCard({ one }: { one: MunicipalitySummary }) {
  const words = t.value.home
  const official = one.official_population
  return (
    <article class="municipality">
      <h2>
        <a href={managerAddress(one.id)}>{one.name}</a>
      </h2>
      <p class="small">
        {t.value.kinds[one.kind]}
        {one.isolated && ` · ${words.isolated}`}
      </p>
      <dl class="municipality-figures">
        <div class="wide">
          <dt>{words.population}</dt>
          <dd class="figure figure-big">
            {number(one.population)} <Estimate of={one.population_certainty} />
            {official && <span class="small">{words.official(number(official.persons), official.year)}</span>}
          </dd>
        </div>
        <div>
          <dt>{words.settlements}</dt>
          <dd class="figure">{number(one.settlements)}</dd>
        </div>
        <div>
          <dt>{words.units}</dt>
          <dd class="figure">{number(one.units)}</dd>
        </div>
        <div>
          <dt>{words.plans}</dt>
          <dd class="figure">{number(one.plans)}</dd>
        </div>
      </dl>
      <div class="toolbar">
        <a class={user.value?.role === 'worker' ? 'button' : 'button button-main'} href={managerAddress(one.id)} aria-label={`${words.open}: ${one.name}`}>
          {words.open}
        </a>
        <ScheduleLinks municipality={one} />
      </div>
    </article>
  )
}

/** All municipalities that the user may see, with their figures. */
export function HomePage() {
  const words = t.value.home
  const list = useResource(municipalities, [])
  return (
    <div class="page">
      <PageTitle text={words.title} lead={words.lead} />
      <Show of={list.now} again={list.again}>
        {(all) =>
          all.length === 0 ? (
            <p class="notice">{words.empty}</p>
          ) : (
            <ul class="municipalities">
              {all.map((one) => (
                <li key={one.id}>
                  <MunicipalityCard one={one} />
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </div>
  )
}
