import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { municipality as fetchMunicipality } from '../api/municipalities'
import { schedule as fetchSchedule, scheduleExport, schedulesOf, siteSchedule } from '../api/schedules'
import { user } from '../api/session'
import type { CycleDay, MunicipalityDetails, Schedule, ScheduleSummary, SiteSchedule } from '../api/types'
import { ChangeList } from '../changes/ChangeList'
import { DateList } from '../changes/DateList'
import { EmergencyDialog } from '../changes/EmergencyDialog'
import { OrderDialog } from '../changes/OrderDialog'
import { ReplanDialog } from '../changes/ReplanDialog'
import { t } from '../i18n'
import { managerAddress, navigate, place, setQuery, weekAddress } from '../router'
import { Icon } from '../ui/Icon'
import { PageTitle } from '../ui/PageTitle'
import { useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'
import { firstDay, roundOn } from './cycle'
import { CycleGrid } from './CycleGrid'
import { DaySheet } from './DaySheet'
import { RoundMap } from './RoundMap'
import { UnservedList } from './UnservedList'
import { WorkerCard } from './WorkerCard'

function dayOfAddress(): CycleDay | null {
  const [week, weekday] = (place.value.query.get('day') ?? '').split('-').map(Number)
  return week !== undefined && weekday !== undefined && week >= 0 && weekday >= 0 && weekday < 5 ? { week, weekday } : null
}

function siteOfAddress(schedule: Schedule): number {
  const asked = Number(place.value.query.get('site') ?? Number.NaN)
  const numbers = Object.keys(schedule.site_names).map(Number)
  if (numbers.includes(asked)) return asked
  const own = user.value?.site ?? null
  if (own !== null && numbers.includes(own)) return own
  return schedule.rounds[0]?.site ?? Math.min(...numbers)
}

function Chooser(props: { municipality: string; schedule: Schedule; all: ScheduleSummary[]; site: number }) {
  const words = t.value.week
  const { schedule, all, site } = props
  const seasons = all.length > 0 ? all : [{ id: schedule.id, season: schedule.season }]
  return (
    <div class="chooser no-print">
      <Select
        label={words.site}
        value={String(site)}
        options={Object.entries(schedule.site_names)
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([value, name]) => ({ value, label: `№ ${value} — ${name}` }))}
        onChange={(value) => setQuery({ site: value, day: null })}
      />
      <Select
        label={words.season}
        value={schedule.id}
        options={seasons.map((one) => ({ value: one.id, label: t.value.seasons[one.season] }))}
        onChange={(id) => navigate(weekAddress(props.municipality, id, site))}
      />
      <div class="toolbar">
        <button type="button" class="button button-main" onClick={() => window.print()}>
          <Icon name="print" />
          {words.print}
        </button>
        <a class="button" href={scheduleExport(schedule.id, 'xlsx')} download>
          <Icon name="down" />
          {words.xlsx}
        </a>
        <a class="button" href={scheduleExport(schedule.id, 'csv')} download>
          <Icon name="down" />
          {words.csv}
        </a>
      </div>
    </div>
  )
}

/** What to do when life changes: an urgent visit today, a schedule for new circumstances. */
function Changes(props: { municipality: MunicipalityDetails; schedule: Schedule; site: number }) {
  const open = useSignal<'emergency' | 'order' | 'replan' | null>(null)
  const words = t.value.changes
  const mayReplan = user.value?.role === 'manager' || user.value?.role === 'planner'
  const close = () => {
    open.value = null
  }
  return (
    <div class="toolbar no-print">
      <button
        type="button"
        class="button"
        onClick={() => {
          open.value = 'emergency'
        }}
      >
        {words.emergencyTitle}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => {
          open.value = 'order'
        }}
      >
        {words.orderTitle}
      </button>
      {mayReplan && (
        <button
          type="button"
          class="button"
          onClick={() => {
            open.value = 'replan'
          }}
        >
          {words.title}
        </button>
      )}
      {open.value === 'emergency' && <EmergencyDialog schedule={props.schedule} day={dayOfAddress()} onClose={close} />}
      {open.value === 'order' && <OrderDialog schedule={props.schedule} onClose={close} />}
      {open.value === 'replan' && <ReplanDialog {...props} onClose={close} />}
    </div>
  )
}

function Sheet(props: { municipality: MunicipalityDetails; schedule: Schedule; site: SiteSchedule }) {
  const { schedule, site } = props
  const chosen = dayOfAddress() ?? firstDay(site)
  const round = chosen ? roundOn(site, chosen) : null
  return (
    <>
      <CycleGrid site={site} weeks={schedule.cycle_weeks} chosen={chosen} onChoose={(day) => setQuery({ day: `${day.week}-${day.weekday}` })} />
      <div class="day-and-map no-print">
        {chosen && <DaySheet schedule={schedule.id} day={chosen} round={round} base={site.base.name} />}
        <RoundMap municipality={props.municipality} base={site.base} round={round} />
      </div>
      <div class="print-days">
        <div class="print-only">
          {site.rounds.map((one) => (
            <DaySheet key={`${one.day.week}-${one.day.weekday}`} schedule={schedule.id} day={one.day} round={one} base={site.base.name} />
          ))}
        </div>
        <UnservedList schedule={schedule.id} unserved={site.unserved} names={schedule.unit_names} />
        <DateList schedule={schedule} site={site.site} />
        <ChangeList schedule={schedule} site={site.site} />
      </div>
      <Changes municipality={props.municipality} schedule={schedule} site={site.site} />
    </>
  )
}

function Week({ municipality, schedule }: { municipality: string; schedule: Schedule }) {
  const site = siteOfAddress(schedule)
  const all = useResource(() => schedulesOf(schedule.plan), [schedule.plan])
  const details = useResource(() => fetchMunicipality(municipality), [municipality])
  const own = useResource(() => siteSchedule(schedule.id, site), [schedule.id, site])
  return (
    <>
      <p class="sheet-head">
        {details.now.value?.name} · {t.value.manager.siteN(site)} «{schedule.site_names[String(site)]}» · {t.value.seasons[schedule.season]} ·{' '}
        {t.value.count.weeks(schedule.cycle_weeks)}. {t.value.week.cycle}.
      </p>
      <Chooser municipality={municipality} schedule={schedule} all={all.now.value ?? []} site={site} />
      <WorkerCard plan={schedule.plan} site={site} />
      <Show of={details.now} again={details.again}>
        {(m) => (
          <Show of={own.now} again={own.again}>
            {(siteOwn) => <Sheet municipality={m} schedule={schedule} site={siteOwn} />}
          </Show>
        )}
      </Show>
    </>
  )
}

/** A worker's cycle of weeks: the timetable, each day's round on the map, what is left out; made to be printed. */
export function WeekPage({ municipality, schedule }: { municipality: string; schedule: string }) {
  const loaded = useResource(() => fetchSchedule(schedule), [schedule])
  const plan = useMemo(() => loaded.now.value?.plan ?? null, [loaded.now.value])
  useEffect(() => {
    document.body.classList.add('printable')
    return () => document.body.classList.remove('printable')
  }, [])
  return (
    <div class="page page-week">
      <PageTitle text={t.value.week.title} />
      <Show of={loaded.now} again={loaded.again}>
        {(one) => <Week municipality={municipality} schedule={one} />}
      </Show>
      <p class="no-print">
        <a href={managerAddress(municipality, plan)}>{t.value.home.open}</a>
      </p>
    </div>
  )
}
