import type { CycleDay, Lunch, Round } from '../api/types'
import { clock, duration, kilometres, number, t } from '../i18n'
import { distanceOf, roadTimeOf, serviceOf } from './cycle'
import { WhyButton } from './WhyButton'

const isLunchAt = (lunch: Lunch | null, at: 'stop' | 'road', stop: number): boolean =>
  lunch !== null && lunch.place.at === at && lunch.place.stop === stop

function LunchTag({ lunch, onRoad }: { lunch: Lunch | null; onRoad?: boolean }) {
  if (!lunch) return null
  const words = t.value.week
  return (
    <span class="tag lunch">
      {onRoad ? words.lunchOnRoad : words.lunch} {clock(lunch.from)}–{clock(lunch.until)}
    </span>
  )
}

function Rows({ round, base }: { round: Round; base: string }) {
  const words = t.value.week
  return (
    <tbody>
      <tr class="row-base">
        <td />
        <th scope="row">
          {base} <span class="small">{words.start}</span>
          {round.lunch?.place.at === 'base' && <LunchTag lunch={round.lunch} />}
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
            {isLunchAt(round.lunch, 'stop', i) && <LunchTag lunch={round.lunch} />}
            {isLunchAt(round.lunch, 'road', i) && <LunchTag lunch={round.lunch} onRoad />}
          </th>
          <td class="figure">
            {clock(stop.arrival)}
            {stop.start !== stop.arrival && (
              <>
                <br />
                <span class="small">{words.begins(clock(stop.start))}</span>
              </>
            )}
          </td>
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
          {isLunchAt(round.lunch, 'road', round.stops.length) && <LunchTag lunch={round.lunch} onRoad />}
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
export function DaySheet({ schedule, day, round, base }: { schedule: string; day: CycleDay; round: Round | null; base: string }) {
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
      {round.vehicle && round.vehicle_title && (
        <p>
          {round.vehicle.ride
            ? t.value.vehicles.ride(round.vehicle_title, clock(round.departure), clock(round.stops.at(-1)?.departure ?? round.arrival))
            : t.value.vehicles.ofDay(round.vehicle_title)}
          {round.vehicle.out_time + round.vehicle.home_time > 0 &&
            ` ${t.value.vehicles.fromGarage(clock(round.departure - round.vehicle.out_time), clock(round.arrival + round.vehicle.home_time))}`}
        </p>
      )}
      {round.lunch === null && <p class="small">{words.lunchAtBase}</p>}
      <WhyButton key={title} schedule={schedule} site={round.site} about={day} label={t.value.why.askNamed(title)} />
    </section>
  )
}
