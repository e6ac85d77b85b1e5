import { type Signal, useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { SEASONS, type SpeedProfile, VEHICLE_KINDS, type Vehicle, type VehicleInput, type VehicleKind } from '../api/types'
import { said, t } from '../i18n'
import { Checks } from '../ui/Checks'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { RemoveButton } from '../ui/RemoveButton'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { StatedLegs } from './StatedLegs'
import { draftOf, FOOT, inputOf, type VehicleDraft } from './vehicleForm'

type Part = { draft: Signal<VehicleDraft> }

function Texts({ draft, names }: Part & { names: readonly { name: TextName; label: string; hint?: string; error?: string | undefined; placeholder?: string }[] }) {
  return (
    <div class="fields-row">
      {names.map(({ name, label, hint, error, placeholder }) => (
        <Field
          key={name}
          label={label}
          error={error}
          value={draft.value[name]}
          {...(hint ? { hint } : {})}
          {...(placeholder ? { placeholder } : {})}
          onInput={(event) => {
            draft.value = { ...draft.value, [name]: event.currentTarget.value }
          }}
        />
      ))}
    </div>
  )
}
type TextName = 'title' | 'count' | 'from' | 'until' | 'km' | 'hour' | 'day'

/** For whom it is, and where it stands at night: a line has no garage. */
function WhoAndWhere({ draft, places }: Part & { places: [string, string][] }) {
  const words = t.value.vehicles
  const options = places.map(([value, label]) => ({ value, label }))
  const left = options.filter(({ value }) => !draft.value.bases.includes(value))
  const name = (id: string) => places.find(([known]) => known === id)?.[1] ?? id
  return (
    <fieldset>
      <legend>{words.who}</legend>
      <Select
        label={words.bases}
        hint={words.basesHint}
        value=""
        options={[{ value: '', label: draft.value.bases.length === 0 ? words.forAll : words.addBase }, ...left]}
        onChange={(value) => {
          if (value) draft.value = { ...draft.value, bases: [...draft.value.bases, value] }
        }}
      />
      {draft.value.bases.length > 0 && (
        <ul class="circumstances" aria-label={words.bases}>
          {draft.value.bases.map((id) => (
            <li key={id}>
              {name(id)}
              <button
                type="button"
                class="button button-quiet"
                aria-label={`${t.value.changes.take}: ${name(id)}`}
                onClick={() => {
                  draft.value = { ...draft.value, bases: draft.value.bases.filter((known) => known !== id) }
                }}
              >
                {t.value.changes.take}
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.value.kind !== 'public' && (
        <Select
          label={words.garage}
          value={draft.value.garage}
          options={[{ value: '', label: words.atBase }, ...options]}
          onChange={(garage) => {
            draft.value = { ...draft.value, garage }
          }}
        />
      )}
    </fieldset>
  )
}

function When({ draft }: Part) {
  const words = t.value.vehicles
  return (
    <fieldset>
      <legend>{words.when}</legend>
      <Checks
        label={words.weekdays}
        options={t.value.weekdays.map((label, value) => ({ value, label }))}
        chosen={draft.value.weekdays}
        onChange={(weekdays) => {
          draft.value = { ...draft.value, weekdays }
        }}
      />
      <Checks
        label={words.seasons}
        options={SEASONS.map((value) => ({ value, label: t.value.seasons[value] }))}
        chosen={draft.value.seasons}
        onChange={(seasons) => {
          draft.value = { ...draft.value, seasons }
        }}
      />
      {draft.value.kind !== 'public' && (
        <Texts
          draft={draft}
          names={[
            { name: 'from', label: words.driverFrom, placeholder: '8:00', hint: words.driverHint },
            { name: 'until', label: words.driverUntil, placeholder: '17:00' },
          ]}
        />
      )}
    </fieldset>
  )
}

/** Whose it is, and what it goes on. */
function KindAndRoads({ draft, speeds }: Part & { speeds: SpeedProfile[] }) {
  const words = t.value.vehicles
  const roads = speeds.map((one) => ({ value: one.id, label: said(one.title, one.title_en) }))
  return (
    <div class="fields-row">
      <Select
        label={words.kind}
        value={draft.value.kind}
        options={VEHICLE_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={(kind) => {
          draft.value = { ...draft.value, kind: kind as VehicleKind }
        }}
      />
      <Select
        label={words.speeds}
        value={draft.value.speeds}
        options={[...roads, { value: FOOT, label: words.byLegs }]}
        onChange={(chosen) => {
          draft.value = { ...draft.value, speeds: chosen }
        }}
      />
    </div>
  )
}

/** Vehicles that are alike: whose, how many, for whom, when, at what price. */
export function VehicleDialog(props: {
  vehicle: Vehicle | undefined
  places: [string, string][]
  speeds: SpeedProfile[]
  onSave: (input: VehicleInput) => Promise<void>
  onRemove: (() => Promise<void>) | undefined
  onClose: () => void
}) {
  const words = t.value.vehicles
  const draft = useSignal<VehicleDraft>(draftOf(props.vehicle))
  const error = useSignal<ApiError | null>(null)
  const input = inputOf(draft.value)
  const isLine = draft.value.kind === 'public'
  const carry = async (work: () => Promise<void>) => {
    error.value = null
    try {
      await work()
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <Dialog title={props.vehicle ? words.which : words.add} onClose={props.onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (input !== null) void carry(() => props.onSave(input))
        }}
      >
        <Texts
          draft={draft}
          names={[
            { name: 'title', label: words.name, placeholder: words.nameExample },
            ...(isLine ? [] : [{ name: 'count' as const, label: words.count }]),
          ]}
        />
        {!isLine && <KindAndRoads draft={draft} speeds={props.speeds} />}
        {draft.value.speeds === FOOT && !isLine && <StatedLegs draft={draft} places={props.places} />}
        <WhoAndWhere draft={draft} places={props.places} />
        <When draft={draft} />
        <fieldset>
          <legend>{words.price}</legend>
          <Texts
            draft={draft}
            names={
              isLine
                ? [{ name: 'day', label: words.ticket }]
                : [
                    { name: 'km', label: words.km },
                    { name: 'hour', label: words.hour },
                    { name: 'day', label: words.day },
                  ]
            }
          />
        </fieldset>
        {error.value && <ErrorNotice error={error.value} />}
        {input === null && <p class="hint">{words.incomplete}</p>}
        <button type="submit" class="button button-main" disabled={input === null}>
          {t.value.app.save}
        </button>
        {props.onRemove && <RemoveButton sure={words.removeSure} onRemove={() => void carry(props.onRemove as () => Promise<void>)} />}
      </form>
    </Dialog>
  )
}
