import { effect, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { MunicipalityDetails, Round, SiteSchedule } from '../api/types'
import { t } from '../i18n'
import { MapView } from '../map/MapView'
import { addRoundLayers, roundBounds, showRound } from '../map/roundLayers'

const PADDING = 50

/** The way of one day over the roads, with numbered stops. */
export function RoundMap({ municipality, base, round }: { municipality: MunicipalityDetails; base: SiteSchedule['base']; round: Round | null }) {
  const shown = useSignal({ round, base })
  useEffect(() => {
    shown.value = { round, base }
  }, [round, base])
  return (
    <div class="round-map">
      <MapView
        municipality={municipality.id}
        bounds={municipality.bounds}
        attribution={municipality.attribution}
        label={t.value.map.roundLabel}
        onReady={(map) => {
          addRoundLayers(map)
          return effect(() => {
            showRound(map, shown.value.round, shown.value.base)
            map.fitBounds(roundBounds(shown.value.round, shown.value.base), { padding: PADDING, animate: false, maxZoom: 13 })
          })
        }}
      />
    </div>
  )
}
