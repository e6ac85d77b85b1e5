import { type Signal, useSignal } from '@preact/signals'
import { t } from '../i18n'
import { Field } from '../ui/Field'
import { Select } from '../ui/Select'
import { minutesOf, withAppointment, withOpening } from './circumstances'
import { PlaceSelect, usePlace, weekdayOptions, weekOptions } from './PlaceSelect'
import type { ChangePart } from './ReplanDialog'

/** Seconds of the day; null until a time is written. */
const secondsOf = (time: string): number | null => {
  const minutes = minutesOf(time)
  return minutes === null ? null : minutes * 60
}

function TimeField({ label, time }: { label: string; time: Signal<string> }) {
  return (
    <Field
      label={label}
      placeholder="10:00"
      value={time.value}
      onInput={(event) => {
        time.value = event.currentTarget.value
      }}
    />
  )
}

/** Hours of a reception point, or a visit fixed to a day and a time. */
export function TimeFields({ schedule, change }: ChangePart) {
  const words = t.value.changes
  const unit = usePlace(schedule)
  const weekday = useSignal<number | null>(null)
  const week = useSignal(0)
  const from = useSignal('')
  const until = useSignal('')
  const begin = secondsOf(from.value)
  const end = secondsOf(until.value)
  return (
    <fieldset>
      <legend>{words.times}</legend>
      <p class="hint">{words.timesHint}</p>
      <div class="fields-row">
        <PlaceSelect label={t.value.week.place} schedule={schedule} unit={unit} />
        <Select
          label={t.value.week.day}
          value={weekday.value === null ? '' : String(weekday.value)}
          options={[{ value: '', label: words.everyDay }, ...weekdayOptions()]}
          onChange={(value) => {
            weekday.value = value === '' ? null : Number(value)
          }}
        />
        <Select
          label={t.value.week.week}
          value={String(week.value)}
          disabled={weekday.value === null}
          options={weekOptions(schedule)}
          onChange={(value) => {
            week.value = Number(value)
          }}
        />
        <TimeField label={words.from} time={from} />
        <TimeField label={words.until} time={until} />
        <button
          type="button"
          class="button"
          disabled={begin === null || end === null || begin >= end}
          onClick={() => {
            if (begin !== null && end !== null) change((all) => withOpening(all, { unit: unit.value, weekday: weekday.value, from: begin, until: end }))
          }}
        >
          {words.addHours}
        </button>
        <button
          type="button"
          class="button"
          disabled={begin === null || weekday.value === null}
          onClick={() => {
            const day = weekday.value
            if (begin !== null && day !== null) change((all) => withAppointment(all, { unit: unit.value, day: { week: week.value, weekday: day }, begin }))
          }}
        >
          {words.addAppointment}
        </button>
      </div>
    </fieldset>
  )
}
