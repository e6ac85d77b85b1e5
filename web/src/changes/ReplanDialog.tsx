import { useComputed, useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { replanSchedule } from '../api/schedules'
import type { Circumstances, MunicipalityDetails, Schedule } from '../api/types'
import { t } from '../i18n'
import { navigate, weekAddress } from '../router'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { JobProgress } from '../ui/JobProgress'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { CircumstanceList } from './CircumstanceList'
import { isOrdinary, withBroken, withCarless, withClosure, withNotVisited } from './circumstances'
import { ClosureMap } from './ClosureMap'
import { PlaceSelect, usePlace, weekdayOptions, weekOptions } from './PlaceSelect'
import { TimeFields } from './TimeFields'

export interface ChangePart {
  schedule: Schedule
  site: number
  change: (next: (all: Circumstances) => Circumstances) => void
}

function CarlessFields({ schedule, site, change }: ChangePart) {
  const words = t.value.changes
  const of = useSignal(site)
  const weekday = useSignal(0)
  const week = useSignal<number | null>(null)
  return (
    <fieldset>
      <legend>{words.carless}</legend>
      <div class="fields-row">
        <Select
          label={t.value.week.site}
          value={String(of.value)}
          options={Object.entries(schedule.site_names).map(([value, name]) => ({ value, label: `№ ${value} — ${name}` }))}
          onChange={(value) => {
            of.value = Number(value)
          }}
        />
        <Select
          label={t.value.week.day}
          value={String(weekday.value)}
          options={weekdayOptions()}
          onChange={(value) => {
            weekday.value = Number(value)
          }}
        />
        <Select
          label={t.value.week.week}
          value={week.value === null ? '' : String(week.value)}
          options={[
            { value: '', label: words.everyWeek },
            ...weekOptions(schedule),
          ]}
          onChange={(value) => {
            week.value = value === '' ? null : Number(value)
          }}
        />
        <button type="button" class="button" onClick={() => change((all) => withCarless(all, of.value, weekday.value, week.value, schedule.cycle_weeks))}>
          {words.add}
        </button>
      </div>
    </fieldset>
  )
}

/** A vehicle of the schedule's list that does not go: every day, or on one day of one week. */
function BrokenFields({ schedule, change }: ChangePart) {
  const words = t.value.vehicles
  const listed = (schedule.vehicles ?? []).map(({ id, title }) => ({ value: id, label: title }))
  const vehicle = useSignal(listed[0]?.value ?? '')
  const weekday = useSignal('')
  const week = useSignal('0')
  const day = weekday.value === '' ? null : { week: Number(week.value), weekday: Number(weekday.value) }
  return (
    <fieldset>
      <legend>{words.broken}</legend>
      <div class="fields-row">
        <Select
          label={words.which}
          value={vehicle.value}
          options={listed}
          onChange={(value) => {
            vehicle.value = value
          }}
        />
        <Select
          label={t.value.week.day}
          value={weekday.value}
          options={[{ value: '', label: words.everyWeekday }, ...weekdayOptions()]}
          onChange={(value) => {
            weekday.value = value
          }}
        />
        <Select
          label={t.value.week.week}
          value={week.value}
          disabled={day === null}
          options={weekOptions(schedule)}
          onChange={(value) => {
            week.value = value
          }}
        />
        <button type="button" class="button" onClick={() => change((all) => withBroken(all, { vehicle: vehicle.value, day }))}>
          {t.value.changes.add}
        </button>
      </div>
    </fieldset>
  )
}

function NotVisitedFields({ schedule, change }: ChangePart) {
  const words = t.value.changes
  const unit = usePlace(schedule)
  return (
    <fieldset>
      <legend>{words.notVisited}</legend>
      <div class="fields-row">
        <PlaceSelect label={t.value.week.place} schedule={schedule} unit={unit} />
        <button type="button" class="button" onClick={() => change((all) => withNotVisited(all, unit.value))}>
          {words.add}
        </button>
      </div>
    </fieldset>
  )
}

/** Says what has changed and asks for a schedule that changes as little as it can. */
export function ReplanDialog(props: { municipality: MunicipalityDetails; schedule: Schedule; site: number; onClose: () => void }) {
  const words = t.value.changes
  const { schedule, site, municipality } = props
  const all = useSignal<Circumstances>(schedule.circumstances)
  const closures = useComputed(() => all.value.closures)
  const note = useSignal('')
  const job = useSignal<string | null>(null)
  const error = useSignal<ApiError | null>(null)
  const change = (next: (all: Circumstances) => Circumstances) => {
    all.value = next(all.value)
  }
  const start = async () => {
    error.value = null
    try {
      job.value = await replanSchedule(schedule.id, all.value)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  if (job.value !== null) {
    return (
      <Dialog title={words.title} onClose={props.onClose}>
        <JobProgress
          id={job.value}
          title={words.running}
          onDone={(done) => {
            props.onClose()
            const made = done.result?.schedule
            if (made) navigate(weekAddress(municipality.id, made, site))
          }}
        />
      </Dialog>
    )
  }
  const part: ChangePart = { schedule, site, change }
  return (
    <Dialog title={words.title} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <p>{words.lead}</p>
        {(schedule.vehicles ?? []).length > 0 && <BrokenFields {...part} />}
        <CarlessFields {...part} />
        <NotVisitedFields {...part} />
        <TimeFields {...part} />
        <fieldset>
          <legend>{words.closures}</legend>
          <Field
            label={words.note}
            hint={words.noteHint}
            value={note.value}
            onInput={(event) => {
              note.value = event.currentTarget.value
            }}
          />
          <ClosureMap
            municipality={municipality}
            closures={closures}
            onPlace={(lon, lat) => {
              change((now) => withClosure(now, lon, lat, note.value.trim()))
              note.value = ''
            }}
          />
        </fieldset>
        {isOrdinary(all.value) ? <p class="hint">{words.ordinary}</p> : <CircumstanceList all={all.value} schedule={schedule} onChange={(next) => change(() => next)} />}
        {error.value && <ErrorNotice error={error.value} />}
        <button type="submit" class="button button-main">
          {words.start}
        </button>
      </form>
    </Dialog>
  )
}
