import type { Signal } from '@preact/signals'
import { t } from '../i18n'
import { Field } from '../ui/Field'
import { Select } from '../ui/Select'
import type { LegDraft, VehicleDraft } from './vehicleForm'

/** The legs of a boat or an aircraft, one row each. */
export function StatedLegs({ draft, places }: { draft: Signal<VehicleDraft>; places: [string, string][] }) {
  const words = t.value.vehicles
  const options = [{ value: '', label: '' }, ...places.map(([value, label]) => ({ value, label }))]
  const { legs } = draft.value
  const change = (at: number, part: Partial<LegDraft>) => {
    draft.value = { ...draft.value, legs: legs.map((leg, i) => (i === at ? { ...leg, ...part } : leg)) }
  }
  return (
    <fieldset>
      <legend>{words.legs}</legend>
      <p class="hint">{words.legsHint}</p>
      {legs.map((leg, at) => (
        <div class="fields-row" key={at} role="group" aria-label={words.leg(at + 1)}>
          <Select label={words.from} value={leg.from} options={options} onChange={(from) => change(at, { from })} />
          <Select label={words.to} value={leg.to} options={options} onChange={(to) => change(at, { to })} />
          <Field label={words.legKm} value={leg.km} inputMode="decimal" onInput={(event) => change(at, { km: event.currentTarget.value })} />
          <Field label={words.legMinutes} value={leg.minutes} inputMode="numeric" onInput={(event) => change(at, { minutes: event.currentTarget.value })} />
          <button
            type="button"
            class="button button-quiet"
            aria-label={`${t.value.changes.take}: ${words.leg(at + 1)}`}
            onClick={() => {
              draft.value = { ...draft.value, legs: legs.filter((_, i) => i !== at) }
            }}
          >
            {t.value.changes.take}
          </button>
        </div>
      ))}
      <button
        type="button"
        class="button"
        onClick={() => {
          draft.value = { ...draft.value, legs: [...legs, { from: '', to: '', km: '', minutes: '', oneWay: false }] }
        }}
      >
        {words.addLeg}
      </button>
    </fieldset>
  )
}
