import { type Signal, useSignal } from '@preact/signals'
import type { Schedule } from '../api/types'
import { t } from '../i18n'
import { type Option, Select } from '../ui/Select'

/** Places of a schedule by name. */
function placeOptions(schedule: Schedule): Option[] {
  const places = Object.entries(schedule.unit_names).map(([value, label]) => ({ value, label }))
  return places.sort((a, b) => a.label.localeCompare(b.label))
}

/** The place that a question is about: the first by name until another is picked. */
export const usePlace = (schedule: Schedule): Signal<string> => useSignal(placeOptions(schedule)[0]?.value ?? '')

/** A list of a schedule's places to pick one of. */
export function PlaceSelect(props: { label: string; schedule: Schedule; unit: Signal<string> }) {
  const { label, schedule, unit } = props
  return (
    <Select
      label={label}
      value={unit.value}
      options={placeOptions(schedule)}
      onChange={(value) => {
        unit.value = value
      }}
    />
  )
}

/** Weeks of a schedule's cycle, counted from 0. */
export const weekOptions = (schedule: Schedule): Option[] =>
  Array.from({ length: schedule.cycle_weeks }, (_, i) => ({ value: String(i), label: t.value.week.weekN(i + 1) }))

/** Days of the week, from Monday 0. */
export const weekdayOptions = (): Option[] => t.value.weekdays.map((label, value) => ({ value: String(value), label }))
