import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { askEmergency } from '../api/schedules'
import type { CycleDay, EmergencyAnswer, EmergencyOption, Schedule } from '../api/types'
import { clock, duration, t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { minutesOf } from './circumstances'
import { PlaceSelect, usePlace, weekdayOptions, weekOptions } from './PlaceSelect'

const MINUTES = 30

type Named = Pick<EmergencyAnswer, 'unit_names' | 'site_names'>

/** One way to make an unplanned visit: who goes, when, and who waits for it. */
export function EmergencyWay({ option, answer }: { option: EmergencyOption; answer: Named }) {
  const words = t.value.changes
  const name = (unit: string) => answer.unit_names[unit] ?? unit
  const from = option.on_the_spot ? words.onTheSpot : option.after_stop ? words.afterStop(name(option.after_stop)) : option.from_base ? words.fromBase : words.firstThing
  return (
    <div class="emergency-option">
      <strong>
        {t.value.manager.siteN(option.site)} «{answer.site_names[String(option.site)]}»: {words.thereAt(clock(option.start))}
      </strong>
      <span>
        {from} {words.backAt(clock(option.back), duration(option.extra_drive))}
      </span>
      {option.overtime > 0 && <span class="tag tag-bad">{words.overtime(duration(option.overtime))}</span>}
      {option.vehicle && <span>{t.value.vehicles.ofDay(option.vehicle)}</span>}
      {option.needs_vehicle && <span class="tag tag-bad">{words.needsVehicle}</span>}
      {option.put_off && <span>{words.putOff(name(option.put_off))}</span>}
      {option.delayed.map((one) => (
        <span key={one.unit} class="small">
          {words.delayed(name(one.unit), clock(one.before), clock(one.after))}
        </span>
      ))}
    </div>
  )
}

function now(): string {
  const time = new Date()
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`
}

/** Who gets to a settlement today, and who waits for it: an answer to be given on the telephone. */
export function EmergencyDialog(props: { schedule: Schedule; day: CycleDay | null; onClose: () => void }) {
  const words = t.value.changes
  const { schedule } = props
  const unit = usePlace(schedule)
  const day = useSignal<CycleDay>(props.day ?? { week: 0, weekday: 0 })
  const time = useSignal(now())
  const minutes = useSignal(String(MINUTES))
  const answer = useSignal<EmergencyAnswer | null>(null)
  const error = useSignal<ApiError | null>(null)
  const at = minutesOf(time.value)
  const ask = async () => {
    if (at === null) return
    error.value = null
    try {
      answer.value = await askEmergency(schedule.id, { unit: unit.value, day: day.value, now_min: at, service_min: Number(minutes.value) })
    } catch (cause) {
      answer.value = null
      error.value = asApiError(cause)
    }
  }
  return (
    <Dialog title={words.emergencyTitle} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <PlaceSelect label={words.where} schedule={schedule} unit={unit} />
        <div class="fields-row">
          <Select
            label={t.value.week.week}
            value={String(day.value.week)}
            options={weekOptions(schedule)}
            onChange={(value) => {
              day.value = { ...day.value, week: Number(value) }
            }}
          />
          <Select
            label={t.value.week.day}
            value={String(day.value.weekday)}
            options={weekdayOptions()}
            onChange={(value) => {
              day.value = { ...day.value, weekday: Number(value) }
            }}
          />
          <Field
            label={words.now}
            value={time.value}
            error={at === null ? words.timeError : undefined}
            onInput={(event) => {
              time.value = event.currentTarget.value
            }}
          />
          <Field
            label={words.minutes}
            type="number"
            min={1}
            max={480}
            value={minutes.value}
            onInput={(event) => {
              minutes.value = event.currentTarget.value
            }}
          />
        </div>
        {error.value && <ErrorNotice error={error.value} />}
        <button type="submit" class="button button-main" disabled={at === null}>
          {words.find}
        </button>
      </form>
      {answer.value && (
        <section aria-label={words.ways} aria-live="polite">
          <h3>{words.ways}</h3>
          {answer.value.options.length === 0 ? (
            <p class="notice">{words.nobody}</p>
          ) : (
            <ol class="emergency-options">
              {answer.value.options.map((option, i) => (
                <li key={i}>
                  <EmergencyWay option={option} answer={answer.value as EmergencyAnswer} />
                </li>
              ))}
            </ol>
          )}
        </section>
      )}
    </Dialog>
  )
}
