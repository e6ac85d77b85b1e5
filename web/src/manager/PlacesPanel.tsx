import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { removeInfrastructure } from '../api/municipalities'
import type { ApiError } from '../api/client'
import { user } from '../api/session'
import { INFRASTRUCTURE_KINDS, type InfrastructurePoint } from '../api/types'
import { INFRASTRUCTURE_ICONS } from '../map/icons'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Icon } from '../ui/Icon'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'
import { type Desk, loadPlaces } from './desk'
import { PlaceForm } from './PlaceForm'

function PlaceRow(props: { desk: Desk; place: InfrastructurePoint; mayEdit: boolean; onEdit: () => void; onError: (error: ApiError) => void }) {
  const { desk, place, mayEdit } = props
  const words = t.value.places
  const asked = useSignal(false)
  const row = useRef<HTMLLIElement>(null)
  const chosen = desk.place.value === place.id
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  const remove = async () => {
    try {
      await removeInfrastructure(desk.municipality, place.id)
      await loadPlaces(desk)
    } catch (cause) {
      props.onError(asApiError(cause))
    }
  }
  return (
    <li class={chosen ? 'place-row place-chosen' : 'place-row'} ref={row}>
      <img src={INFRASTRUCTURE_ICONS[place.kind]} alt="" width={24} height={24} />
      <div>
        <strong>{place.full_name}</strong>
        <span class="small">
          {words.kinds[place.kind]} · {place.site ? t.value.manager.siteN(place.site) : words.noSite}
          {place.edited_by_hand && ` · ${words.byHand}`}
        </span>
        <span class="small">{[place.address, place.telephone, place.head].filter(Boolean).join(' · ')}</span>
        <span class="toolbar">
          <button
            type="button"
            class="button"
            aria-pressed={chosen}
            aria-label={`${words.onMap}: ${place.full_name}`}
            onClick={() => {
              desk.place.value = chosen ? null : place.id
            }}
          >
            <Icon name="pin" />
            {words.onMap}
          </button>
          {mayEdit && (
            <>
            <button type="button" class="button" onClick={props.onEdit} aria-label={`${words.edit}: ${place.full_name}`}>
              {words.edit}
            </button>
            <button
              type="button"
              class="button button-quiet"
              aria-label={`${t.value.app.remove}: ${place.full_name}`}
              onClick={() => {
                asked.value = true
              }}
            >
              {t.value.app.remove}
            </button>
            </>
          )}
        </span>
        {asked.value && (
          <div class="notice notice-warn" role="alert">
            <p>{words.confirmRemove(place.full_name)}</p>
            <button type="button" class="button" onClick={() => void remove()}>
              {t.value.app.remove}
            </button>{' '}
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                asked.value = false
              }}
            >
              {t.value.app.cancel}
            </button>
          </div>
        )}
      </div>
    </li>
  )
}

/** Institutions of the municipality: list by kind, add and edit by form or by a click on the map. */
export function PlacesPanel({ desk }: { desk: Desk }) {
  const words = t.value.places
  const kind = useSignal('')
  const form = useSignal<InfrastructurePoint | 'new' | null>(null)
  const error = useSignal<ApiError | null>(null)
  const mayEdit = user.value?.role === 'manager'
  if (form.value !== null) {
    return (
      <PlaceForm
        desk={desk}
        place={form.value === 'new' ? null : form.value}
        onClose={() => {
          form.value = null
        }}
      />
    )
  }
  return (
    <>
      <h2>{words.title}</h2>
      {mayEdit && (
        <>
          <p class="small">{words.lead}</p>
          <button
            type="button"
            class="button button-main"
            onClick={() => {
              form.value = 'new'
            }}
          >
            <Icon name="plus" />
            {words.add}
          </button>
        </>
      )}
      <Select
        label={words.kind}
        value={kind.value}
        options={[{ value: '', label: words.all }, ...INFRASTRUCTURE_KINDS.map((value) => ({ value, label: words.kinds[value] }))]}
        onChange={(value) => {
          kind.value = value
        }}
      />
      {error.value && <ErrorNotice error={error.value} />}
      <Show of={desk.places.now.value} again={() => void loadPlaces(desk)}>
        {(all) => {
          const shown = all.filter((place) => kind.value === '' || place.kind === kind.value)
          if (shown.length === 0) return <p>{words.empty}</p>
          return (
            <ul class="plain">
              {shown.map((place) => (
                <PlaceRow
                  key={place.id}
                  desk={desk}
                  place={place}
                  mayEdit={mayEdit}
                  onEdit={() => {
                    form.value = place
                  }}
                  onError={(cause) => {
                    error.value = cause
                  }}
                />
              ))}
            </ul>
          )
        }}
      </Show>
    </>
  )
}
