import type { CycleDay, SiteSchedule } from '../api/types'
import { clock, kilometres, t } from '../i18n'
import { distanceOf, isReception, roundOn, sameDay, WORKING_DAYS } from './cycle'

function DayCell({ site, day }: { site: SiteSchedule; day: CycleDay }) {
  const round = roundOn(site, day)
  if (!round) return <span class={isReception(site, day) ? 'day-reception' : 'day-free'}>{isReception(site, day) ? t.value.week.reception : t.value.app.none}</span>
  return (
    <>
      <span class="day-times">
        {clock(round.departure)}–{clock(round.arrival)}
      </span>
      <ol class="day-stops">
        {round.stops.map((stop, i) => (
          <li key={i}>
            {stop.name} <span class="small">{clock(stop.arrival)}</span>
          </li>
        ))}
      </ol>
      <span class="small">{[round.vehicle?.ride ? '' : kilometres(distanceOf(round)), round.vehicle_title ?? ''].filter(Boolean).join(' · ')}</span>
    </>
  )
}

/** Weeks down, weekdays across; each day can be chosen for the map and the day sheet. */
export function CycleGrid(props: { site: SiteSchedule; weeks: number; chosen: CycleDay | null; onChoose: (day: CycleDay) => void }) {
  const words = t.value.week
  const weeks = Array.from({ length: props.weeks }, (_, week) => week)
  const weekdays = Array.from({ length: WORKING_DAYS }, (_, weekday) => weekday)
  return (
    <div class="table-scroll" role="region" aria-label={words.gridCaption} tabIndex={0}>
      <table class="cycle">
        <caption class="visually-hidden">{words.gridCaption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.week}</th>
            {weekdays.map((weekday) => (
              <th key={weekday} scope="col">
                {t.value.weekdays[weekday]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week}>
              <th scope="row" aria-label={words.weekN(week + 1)}>
                <span class="week-number">{week + 1}</span>
                <span class="week-name">{words.weekN(week + 1)}</span>
              </th>
              {weekdays.map((weekday) => {
                const day = { week, weekday }
                const chosen = props.chosen !== null && sameDay(props.chosen, day)
                const round = roundOn(props.site, day)
                return (
                  <td key={weekday} data-day={t.value.weekdays[weekday]} class={`day${round ? ' day-round' : ''}${chosen ? ' day-chosen' : ''}`}>
                    <button
                      type="button"
                      class="day-button"
                      aria-pressed={chosen}
                      aria-label={`${words.choose}: ${words.dayTitle(t.value.weekdays[weekday] ?? '', week + 1)}`}
                      onClick={() => props.onChoose(day)}
                    />
                    <DayCell site={props.site} day={day} />
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
