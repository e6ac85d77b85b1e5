// Units filled by site, norm status as hatching, borders, number plates, institutions: the manager's layers over the basemap.
import type { Feature, FeatureCollection, MultiLineString, Point } from 'geojson'
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibreMap, VariableAnchorOffsetCollectionSpecification } from 'maplibre-gl'
import type { InfrastructurePoint, NormStatus, UnitCollection } from '../api/types'
import { BELOW_BORDER, BELOW_ROADS, BOLD } from './basemap'
import { INK, MOVED, SITE_COLORS } from './palette'

export interface UnitLook {
  site: number
  color: number
  status: NormStatus
  moved: boolean
  selected: boolean
}
export interface PlateLook {
  number: number
  lon: number
  lat: number
  text: string
  chosen: boolean
}

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] }
const fillByColor: ExpressionSpecification = [
  'match',
  ['get', 'color'],
  ...SITE_COLORS.flatMap((color, i) => [i, color]),
  '#dddddd',
] as unknown as ExpressionSpecification

/** Where a plate may stand about its site's middle, in widths of a letter, best first. */
const PLATE_PLACES: VariableAnchorOffsetCollectionSpecification = [
  'center', [0, 0], 'bottom', [0, -0.9], 'top', [0, 0.9], 'right', [-1.2, 0], 'left', [1.2, 0],
  'bottom-right', [-0.8, -0.8], 'bottom-left', [0.8, -0.8], 'top-right', [-0.8, 0.8], 'top-left', [0.8, 0.8],
]

export const UNIT_LAYER = 'units-fill'
export const PLATE_LAYER = 'plates'
export const PLACE_LAYER = 'places'

function addUnitLayers(map: MapLibreMap): void {
  map.addLayer({ id: UNIT_LAYER, type: 'fill', source: 'units', paint: { 'fill-color': fillByColor, 'fill-opacity': 0.62 } }, BELOW_ROADS)
  for (const status of ['below', 'above'] as const) {
    map.addLayer(
      {
        id: `units-${status}`,
        type: 'fill',
        source: 'units',
        filter: ['==', ['get', 'status'], status],
        paint: { 'fill-pattern': `hatch-${status}`, 'fill-opacity': 0.5 },
      },
      BELOW_ROADS,
    )
  }
  map.addLayer({ id: 'units-line', type: 'line', source: 'units', paint: { 'line-color': '#ffffff', 'line-width': 1, 'line-opacity': 0.75 } }, BELOW_ROADS)
}

function addBorderLayers(map: MapLibreMap): void {
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  map.addLayer({ id: 'borders', type: 'line', source: 'borders', layout, paint: { 'line-color': INK, 'line-width': 2.2 } }, BELOW_BORDER)
  map.addLayer({ id: 'chosen-halo', type: 'line', source: 'chosen', layout, paint: { 'line-color': '#ffd84d', 'line-width': 9, 'line-opacity': 0.9 } }, BELOW_BORDER)
  map.addLayer({ id: 'chosen', type: 'line', source: 'chosen', layout, paint: { 'line-color': INK, 'line-width': 3.6 } }, BELOW_BORDER)
  map.addLayer(
    {
      id: 'units-moved',
      type: 'line',
      source: 'units',
      filter: ['==', ['get', 'moved'], true],
      paint: { 'line-color': MOVED, 'line-width': 3.5, 'line-dasharray': [1.6, 1.2] },
    },
    BELOW_BORDER,
  )
  map.addLayer(
    {
      id: 'units-selected-halo',
      type: 'line',
      source: 'units',
      filter: ['==', ['get', 'selected'], true],
      paint: { 'line-color': '#ffd84d', 'line-width': 8 },
    },
    BELOW_BORDER,
  )
  map.addLayer(
    { id: 'units-selected', type: 'line', source: 'units', filter: ['==', ['get', 'selected'], true], paint: { 'line-color': INK, 'line-width': 3 } },
    BELOW_BORDER,
  )
}

function addPointLayers(map: MapLibreMap): void {
  map.addLayer({
    id: 'bases',
    type: 'circle',
    source: 'bases',
    paint: { 'circle-radius': 6, 'circle-color': '#ffd84d', 'circle-stroke-color': INK, 'circle-stroke-width': 3 },
  })
  map.addLayer({
    id: 'chosen-place',
    type: 'circle',
    source: 'chosen-place',
    paint: { 'circle-radius': 20, 'circle-color': '#ffd84d', 'circle-stroke-color': INK, 'circle-stroke-width': 3 },
  })
  map.addLayer({
    id: PLACE_LAYER,
    type: 'symbol',
    source: 'places',
    minzoom: 7,
    layout: {
      'icon-image': ['concat', 'place-', ['get', 'kind']],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.6, 11, 1],
      'icon-allow-overlap': ['step', ['zoom'], false, 11, true],
    },
  })
  map.addLayer({
    id: PLATE_LAYER,
    type: 'symbol',
    source: 'plates',
    layout: {
      'icon-image': ['case', ['get', 'chosen'], 'plate-chosen', 'plate'],
      'icon-text-fit': 'both',
      'icon-text-fit-padding': [3, 6, 3, 6],
      // Where sites are small, plates step aside; one without any room waits for a closer look. Lower keys go first.
      'text-variable-anchor-offset': PLATE_PLACES,
      'text-field': ['get', 'text'],
      'text-font': BOLD,
      'text-size': ['interpolate', ['linear'], ['zoom'], 6.5, 13, 9, 16],
      'symbol-sort-key': ['case', ['get', 'chosen'], 0, ['get', 'number']],
    },
    paint: { 'text-color': '#ffffff' },
  })
  map.addLayer({
    id: 'picked',
    type: 'circle',
    source: 'picked',
    paint: { 'circle-radius': 11, 'circle-color': MOVED, 'circle-opacity': 0.9, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 3 },
  })
}

export function addSiteLayers(map: MapLibreMap): void {
  for (const id of ['units', 'borders', 'chosen', 'plates', 'places', 'bases', 'chosen-place', 'picked']) {
    map.addSource(id, { type: 'geojson', data: NOTHING })
  }
  addUnitLayers(map)
  addBorderLayers(map)
  addPointLayers(map)
}

function put(map: MapLibreMap, id: string, data: FeatureCollection | Feature): void {
  map.getSource<GeoJSONSource>(id)?.setData(data)
}

export function showUnits(map: MapLibreMap, units: UnitCollection, look: (unit: string) => UnitLook): void {
  put(map, 'units', {
    type: 'FeatureCollection',
    features: units.features.map((unit) => ({
      type: 'Feature',
      geometry: unit.geometry,
      properties: { id: unit.properties.id, name: unit.properties.name, ...look(unit.properties.id) },
    })),
  })
}

export const showBorders = (map: MapLibreMap, lines: FeatureCollection | Feature): void => put(map, 'borders', lines)
export const showChosen = (map: MapLibreMap, line: Feature<MultiLineString> | null): void => put(map, 'chosen', line ?? NOTHING)

const point = (lon: number, lat: number, properties: Record<string, unknown>): Feature<Point> => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
})

export function showPlates(map: MapLibreMap, plates: PlateLook[]): void {
  put(map, 'plates', { type: 'FeatureCollection', features: plates.map(({ lon, lat, ...look }) => point(lon, lat, look)) })
}

export function showBases(map: MapLibreMap, bases: { lon: number; lat: number }[]): void {
  put(map, 'bases', { type: 'FeatureCollection', features: bases.map((base) => point(base.lon, base.lat, {})) })
}

export function showPlaces(map: MapLibreMap, places: InfrastructurePoint[]): void {
  put(map, 'places', {
    type: 'FeatureCollection',
    features: places.map((place) => point(place.location.lon, place.location.lat, { id: place.id, kind: place.kind, name: place.full_name })),
  })
}

export function showPicked(map: MapLibreMap, at: { lon: number; lat: number } | null): void {
  put(map, 'picked', at ? point(at.lon, at.lat, {}) : NOTHING)
}

export function showChosenPlace(map: MapLibreMap, at: { lon: number; lat: number } | null): void {
  put(map, 'chosen-place', at ? point(at.lon, at.lat, {}) : NOTHING)
}
