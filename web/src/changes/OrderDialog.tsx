import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { askOrder } from '../api/schedules'
import type { OrderAnswer, Schedule } from '../api/types'
import { clock, date, t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { EmergencyWay } from './EmergencyDialog'
import { PlaceSelect, usePlace } from './PlaceSelect'

/** Working days of the orders that the regulations know: first check, proposals, start of measures. */
const TERMS = [3, 5, 15] as const
const MINUTES = 30

function Answer({ answer }: { answer: OrderAnswer }) {
  const words = t.value.changes
  return (
    <section aria-label={words.orderTitle} aria-live="polite">
      <p>
        <strong>{words.deadline(date(answer.deadline))}</strong>
      </p>
      {!answer.calendar_is_complete && <p class="notice">{words.calendarIncomplete}</p>}
      {answer.planned && (
        <p class="verdict verdict-good">
          {words.byRound(date(answer.planned.date), clock(answer.planned.arrival), answer.planned.site)}
        </p>
      )}
      {!answer.planned && answer.extra.length === 0 && <p class="notice notice-bad">{words.notInTime}</p>}
      {answer.extra.length > 0 && (
        <>
          <p>{words.noRoundInTime}</p>
          <ol class="emergency-options">
            {answer.extra.map((extra) => (
              <li key={extra.date}>
                <strong>{date(extra.date)}</strong>
                <EmergencyWay option={extra.option} answer={answer} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

/** A dated task: whether a round comes by in time, else the cheapest extra visits. */
export function OrderDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const words = t.value.changes
  const unit = usePlace(schedule)
  const received = useSignal(new Date().toISOString().slice(0, 10))
  const term = useSignal<number>(TERMS[0])
  const minutes = useSignal(String(MINUTES))
  const answer = useSignal<OrderAnswer | null>(null)
  const error = useSignal<ApiError | null>(null)
  const ask = async () => {
    error.value = null
    try {
      answer.value = await askOrder(schedule.id, {
        unit: unit.value,
        received: received.value,
        working_days: term.value,
        service_min: Number(minutes.value),
      })
    } catch (cause) {
      answer.value = null
      error.value = asApiError(cause)
    }
  }
  return (
    <Dialog title={words.orderTitle} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <PlaceSelect label={words.where} schedule={schedule} unit={unit} />
        <div class="fields-row">
          <Field
            label={words.received}
            type="date"
            required
            value={received.value}
            onInput={(event) => {
              received.value = event.currentTarget.value
            }}
          />
          <Select
            label={words.term}
            value={String(term.value)}
            options={TERMS.map((days) => ({ value: String(days), label: words.terms[days] }))}
            onChange={(value) => {
              term.value = Number(value)
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
        <button type="submit" class="button button-main">
          {words.findDate}
        </button>
      </form>
      {answer.value && <Answer answer={answer.value} />}
    </Dialog>
  )
}
