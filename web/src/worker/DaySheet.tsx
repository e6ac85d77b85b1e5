import type { CycleDay, Round } from '../api/types'
import { clock, duration, kilometres, number, t } from '../i18n'
import { distanceOf, roadTimeOf, serviceOf } from './cycle'

function Rows({ round, base }: { round: Round; base: string }) {
  const words = t.value.week
  return (
    <tbody>
      <tr class="row-base">
        <td />
        <th scope="row">
          {base} <span class="small">{words.start}</span>
        </th>
        <td />
        <td class="figure">{clock(round.departure)}</td>
        <td />
        <td />
      </tr>
      {round.stops.map((stop, i) => (
        <tr key={i}>
          <td>
            <span class="stop-number">{i + 1}</span>
          </td>
          <th scope="row">
            {stop.name}
            <span class="small">
              {' '}
              {number(stop.population)} {t.value.measure.people}
            </span>
            {stop.lunch && <span class="tag">{words.lunchHere}</span>}
          </th>
          <td class="figure">{clock(stop.arrival)}</td>
          <td class="figure">{clock(stop.departure)}</td>
          <td class="figure">{duration(stop.service)}</td>
          <td class="figure">
            {kilometres(stop.leg_distance)}
            <br />
            <span class="small">{duration(stop.leg_time)}</span>
          </td>
        </tr>
      ))}
      <tr class="row-base">
        <td />
        <th scope="row">
          {base} <span class="small">{words.finish}</span>
        </th>
        <td class="figure">{clock(round.arrival)}</td>
        <td />
        <td />
        <td class="figure">
          {kilometres(round.return_distance)}
          <br />
          <span class="small">{duration(round.return_time)}</span>
        </td>
      </tr>
    </tbody>
  )
}

/** One day: stops with times, the way between them, lunch. */
export function DaySheet({ day, round, base }: { day: CycleDay; round: Round | null; base: string }) {
  const words = t.value.week
  const title = words.dayTitle(t.value.weekdays[day.weekday] ?? '', day.week + 1)
  if (!round) {
    return (
      <section class="day-sheet">
        <h2>{title}</h2>
        <p>{words.receptionDay(base)}</p>
      </section>
    )
  }
  return (
    <section class="day-sheet">
      <h2>{title}</h2>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="table day-table">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">№</th>
              <th scope="col">{words.place}</th>
              <th scope="col">{words.arrival}</th>
              <th scope="col">{words.leaving}</th>
              <th scope="col">{words.service}</th>
              <th scope="col">{words.road}</th>
            </tr>
          </thead>
          <Rows round={round} base={base} />
          <tfoot>
            <tr>
              <td />
              <th scope="row">{words.total}</th>
              <td class="figure" colSpan={2}>
                {duration(round.arrival - round.departure)}
              </td>
              <td class="figure">{duration(serviceOf(round))}</td>
              <td class="figure">
                {kilometres(distanceOf(round))}
                <br />
                <span class="small">{duration(roadTimeOf(round))}</span>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      {round.lunch_outside_stops && <p class="small">{words.lunchOutside}.</p>}
    </section>
  )
}
