import type { Circumstances, Schedule } from '../api/types'
import { clock, t } from '../i18n'
import { withoutAppointment, withoutBroken, withoutCarless, withoutClosure, withoutNotVisited, withoutOpening } from './circumstances'

interface Line {
  key: string
  text: string
  without: () => Circumstances
}

function lines(all: Circumstances, schedule: Schedule): Line[] {
  const words = t.value.changes
  const names = schedule.unit_names
  const title = (id: string) => (schedule.vehicles ?? []).find((one) => one.id === id)?.title ?? id
  return [
    ...all.carless.map((one) => ({
      key: `car ${one.site} ${one.day.week} ${one.day.weekday}`,
      text: words.carlessLine(one.site, t.value.weekdays[one.day.weekday] ?? '', one.day.week + 1),
      without: () => withoutCarless(all, one),
    })),
    ...(all.out_of_order ?? []).map((one, i) => ({
      key: `vehicle ${i} ${one.vehicle}`,
      text: one.day
        ? t.value.vehicles.brokenLine(title(one.vehicle), t.value.weekdays[one.day.weekday] ?? '', one.day.week + 1)
        : t.value.vehicles.brokenAlways(title(one.vehicle)),
      without: () => withoutBroken(all, i),
    })),
    ...all.closures.map((one, i) => ({
      key: `road ${i} ${one.lon} ${one.lat}`,
      text: words.closureLine(one.note, one.lat.toFixed(4), one.lon.toFixed(4)),
      without: () => withoutClosure(all, i),
    })),
    ...all.not_visited.map((unit) => ({
      key: `unit ${unit}`,
      text: words.notVisitedLine(names[unit] ?? unit),
      without: () => withoutNotVisited(all, unit),
    })),
    ...(all.opening ?? []).map((one, i) => ({
      key: `open ${one.unit} ${one.weekday}`,
      text: words.openingLine(names[one.unit] ?? one.unit, one.weekday === null ? words.everyDay : (t.value.weekdays[one.weekday] ?? ''), clock(one.from), clock(one.until)),
      without: () => withoutOpening(all, i),
    })),
    ...(all.appointments ?? []).map((one, i) => ({
      key: `at ${one.unit} ${one.day.week} ${one.day.weekday}`,
      text: words.appointmentLine(names[one.unit] ?? one.unit, t.value.weekdays[one.day.weekday] ?? '', one.day.week + 1, clock(one.begin)),
      without: () => withoutAppointment(all, i),
    })),
  ]
}

/** What a schedule takes as given; with `onChange` each line can be taken away. */
export function CircumstanceList(props: { all: Circumstances; schedule: Schedule; onChange?: (all: Circumstances) => void }) {
  const words = t.value.changes
  const { onChange } = props
  return (
    <ul class="circumstances" aria-label={words.given}>
      {lines(props.all, props.schedule).map((line) => (
        <li key={line.key}>
          {line.text}
          {onChange && (
            <button type="button" class="button button-quiet" aria-label={`${words.take}: ${line.text}`} onClick={() => onChange(line.without())}>
              {words.take}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
