import { siteDates } from '../api/schedules'
import type { Schedule } from '../api/types'
import { date, t } from '../i18n'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'

const DAY_MS = 24 * 3600 * 1000

/** Monday of this week, as `2026-11-23`. */
function thisMonday(): string {
  const today = new Date()
  const back = (today.getDay() + 6) % 7
  return new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate()) - back * DAY_MS).toISOString().slice(0, 10)
}

/** The nearest four weeks of a site as dates: which week of the cycle each is, and what holidays move. */
export function DateList({ schedule, site }: { schedule: Schedule; site: number }) {
  const words = t.value.changes
  const loaded = useResource(() => siteDates(schedule.id, site, thisMonday(), 4 * 7), [schedule.id, site])
  return (
    <section aria-label={words.datesTitle}>
      <h2>{words.datesTitle}</h2>
      <Show of={loaded.now} again={loaded.again}>
        {(view) => {
          const mondays = view.dates.filter((one) => one.day?.weekday === 0)
          const off = view.dates.filter((one) => !one.is_working)
          return (
            <ul class="plain">
              {mondays.map((one) => (
                <li key={one.date}>{words.weekFrom(date(one.date), (one.day?.week ?? 0) + 1)}</li>
              ))}
              {off.map((one) => (
                <li key={`off ${one.date}`} class="holiday">
                  {words.holiday(date(one.date))}
                  {one.has_round && (one.moved_to ? ` ${words.movedTo(date(one.moved_to))}` : ` ${words.notMoved}`)}
                </li>
              ))}
              {!view.calendar_is_complete && <li class="small">{words.calendarIncomplete}</li>}
            </ul>
          )
        }}
      </Show>
    </section>
  )
}
