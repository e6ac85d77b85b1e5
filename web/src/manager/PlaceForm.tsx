import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ApiError } from '../api/client'
import { saveInfrastructure } from '../api/municipalities'
import { INFRASTRUCTURE_KINDS, type InfrastructureKind, type InfrastructurePoint } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { Icon } from '../ui/Icon'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { type Desk, loadPlaces } from './desk'

interface Draft {
  kind: InfrastructureKind
  full_name: string
  address: string
  telephone: string
  head: string
  note: string
  lon: string
  lat: string
}

const draftOf = (place: InfrastructurePoint | null): Draft =>
  place
    ? { ...place, lon: String(place.location.lon), lat: String(place.location.lat) }
    : { kind: 'fap', full_name: '', address: '', telephone: '', head: '', note: '', lon: '', lat: '' }

/** A number as written in Russian or English: «69,0217». */
export const degrees = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')))

/** One institution's form; its place by a click on the map or by coordinates. */
export function PlaceForm({ desk, place, onClose }: { desk: Desk; place: InfrastructurePoint | null; onClose: () => void }) {
  const words = t.value.places
  const draft = useSignal<Draft>(draftOf(place))
  const error = useSignal<ApiError | null>(null)
  const lon = degrees(draft.value.lon)
  const lat = degrees(draft.value.lat)
  const bounds = desk.details.now.value.value?.bounds
  const outside = bounds !== undefined && !Number.isNaN(lon + lat) && (lon < bounds[0] || lon > bounds[2] || lat < bounds[1] || lat > bounds[3])
  useEffect(() => {
    desk.picked.value = Number.isNaN(lon + lat) ? null : { lon, lat }
  }, [lon, lat])
  useEffect(
    () => () => {
      desk.picked.value = null
      desk.pick.value = null
    },
    [],
  )
  const set = (name: keyof Draft) => (event: { currentTarget: HTMLInputElement }) => {
    draft.value = { ...draft.value, [name]: event.currentTarget.value }
  }
  const pick = () => {
    desk.pick.value = (at) => {
      draft.value = { ...draft.value, lon: at.lon.toFixed(6), lat: at.lat.toFixed(6) }
    }
  }
  const save = async () => {
    const { kind, full_name, address, telephone, head, note } = draft.value
    try {
      await saveInfrastructure(desk.municipality, { kind, full_name, address, telephone, head, note, location: { lon, lat } }, place?.id ?? null)
      await loadPlaces(desk)
      onClose()
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <h2>{place ? words.edit : words.add}</h2>
      <Select
        label={words.kind}
        value={draft.value.kind}
        options={INFRASTRUCTURE_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
        onChange={(value) => {
          draft.value = { ...draft.value, kind: value as InfrastructureKind }
        }}
      />
      <Field label={words.name} required value={draft.value.full_name} onInput={set('full_name')} />
      <fieldset class="pair">
        <legend>{words.coordinates}</legend>
        <button type="button" class="button" onClick={pick} aria-pressed={desk.pick.value !== null}>
          <Icon name="pin" />
          {words.pick}
        </button>
        <Field label={words.lat} required inputMode="decimal" value={draft.value.lat} onInput={set('lat')} />
        <Field label={words.lon} required inputMode="decimal" value={draft.value.lon} onInput={set('lon')} error={outside ? words.outside : undefined} />
      </fieldset>
      <Field label={words.address} value={draft.value.address} onInput={set('address')} />
      <Field label={words.telephone} type="tel" value={draft.value.telephone} onInput={set('telephone')} />
      <Field label={words.head} value={draft.value.head} onInput={set('head')} />
      <Field label={words.note} value={draft.value.note} onInput={set('note')} />
      {error.value && <ErrorNotice error={error.value} />}
      <div class="toolbar">
        <button type="submit" class="button button-main" disabled={Number.isNaN(lon + lat)}>
          {t.value.app.save}
        </button>
        <button type="button" class="button button-quiet" onClick={onClose}>
          {t.value.app.cancel}
        </button>
      </div>
    </form>
  )
}
