// One day's round over the basemap: the way, numbered stops, the base.
import type { Feature, FeatureCollection, LineString, Position } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import type { Round, SiteSchedule } from '../api/types'
import { BELOW_NAMES, BOLD } from './basemap'
import { ENAMEL, INK } from './palette'

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }

export function addRoundLayers(map: MapLibreMap): void {
  for (const id of ['way', 'stops', 'base-point']) map.addSource(id, { type: 'geojson', data: NOTHING })
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  map.addLayer({ id: 'way-casing', type: 'line', source: 'way', layout, paint: { 'line-color': '#ffffff', 'line-width': 9 } }, BELOW_NAMES)
  map.addLayer({ id: 'way', type: 'line', source: 'way', layout, paint: { 'line-color': ENAMEL, 'line-width': 5 } }, BELOW_NAMES)
  map.addLayer({
    id: 'base-mark',
    type: 'circle',
    source: 'base-point',
    paint: { 'circle-radius': 11, 'circle-color': '#ffd84d', 'circle-stroke-color': INK, 'circle-stroke-width': 4 },
  })
  map.addLayer({
    id: 'stops',
    type: 'circle',
    source: 'stops',
    paint: { 'circle-radius': 14, 'circle-color': ENAMEL, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 3 },
  })
  map.addLayer({
    id: 'stop-numbers',
    type: 'symbol',
    source: 'stops',
    layout: { 'text-field': ['to-string', ['get', 'number']], 'text-font': BOLD, 'text-size': 16, 'text-allow-overlap': true, 'text-ignore-placement': true },
    paint: { 'text-color': '#ffffff' },
  })
}

function wayOf(round: Round, base: SiteSchedule['base']): LineString {
  const path = round.path
  if (path && path.type === 'Feature') return path.geometry
  if (path) return path
  const home: Position = [base.lon, base.lat]
  return { type: 'LineString', coordinates: [home, ...round.stops.map((stop): Position => [stop.lon, stop.lat]), home] }
}

/** West, south, east, north of the round and its base. */
export function roundBounds(round: Round | null, base: SiteSchedule['base']): [number, number, number, number] {
  const points: Position[] = [[base.lon, base.lat], ...(round ? wayOf(round, base).coordinates : [])]
  const xs = points.map((p) => p[0] ?? 0)
  const ys = points.map((p) => p[1] ?? 0)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

export function showRound(map: MapLibreMap, round: Round | null, base: SiteSchedule['base']): void {
  const put = (id: string, data: FeatureCollection | Feature) => map.getSource<GeoJSONSource>(id)?.setData(data)
  put('base-point', { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [base.lon, base.lat] } })
  put('way', round ? { type: 'Feature', properties: {}, geometry: wayOf(round, base) } : NOTHING)
  put('stops', {
    type: 'FeatureCollection',
    features: (round?.stops ?? []).map((stop, i) => ({
      type: 'Feature',
      properties: { number: i + 1, name: stop.name },
      geometry: { type: 'Point', coordinates: [stop.lon, stop.lat] },
    })),
  })
}
