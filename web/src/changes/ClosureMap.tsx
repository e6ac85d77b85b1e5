import { effect, type ReadonlySignal } from '@preact/signals'
import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import type { Closure, MunicipalityDetails } from '../api/types'
import { t } from '../i18n'
import { MapView } from '../map/MapView'
import { INK } from '../map/palette'

const features = (closures: Closure[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: closures.map((one) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [one.lon, one.lat] } })),
})

function addLayer(map: MapLibreMap): void {
  map.addSource('closures', { type: 'geojson', data: features([]) })
  map.addLayer({
    id: 'closures',
    type: 'circle',
    source: 'closures',
    paint: { 'circle-radius': 9, 'circle-color': '#c1121f', 'circle-stroke-color': INK, 'circle-stroke-width': 3 },
  })
}

/** The roads, on which a click closes one. */
export function ClosureMap(props: {
  municipality: MunicipalityDetails
  closures: ReadonlySignal<Closure[]>
  onPlace: (lon: number, lat: number) => void
}) {
  const { municipality } = props
  return (
    <div class="closure-map">
      <MapView
        municipality={municipality.id}
        bounds={municipality.bounds}
        attribution={municipality.attribution}
        label={t.value.changes.mapLabel}
        onReady={(map) => {
          addLayer(map)
          map.getCanvas().style.cursor = 'crosshair'
          map.on('click', (event) => props.onPlace(event.lngLat.lng, event.lngLat.lat))
          return effect(() => {
            map.getSource<GeoJSONSource>('closures')?.setData(features(props.closures.value))
          })
        }}
      />
    </div>
  )
}
