// The basemap as a MapLibre style: boundary, water, roads by class and settlement names out of the server's own
// vector tiles, lettered with font files of this site. Nothing is fetched from anywhere else.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl'
import cyrillicBold from '@fontsource/noto-sans/files/noto-sans-cyrillic-700-normal.woff2?url'
import cyrillic from '@fontsource/noto-sans/files/noto-sans-cyrillic-400-normal.woff2?url'
import latinBold from '@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff2?url'
import latin from '@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff2?url'
import { INK, OUTSIDE, PAPER, ROAD, ROAD_CASING, WATER } from './palette'

export const REGULAR = ['Noto Sans Regular']
export const BOLD = ['Noto Sans Bold']

const CYRILLIC = ['U+0301', 'U+0400-045F', 'U+0490-0491', 'U+04B0-04B1', 'U+2116']
const LATIN = ['U+0000-00FF', 'U+2000-206F', 'U+20AC', 'U+2122', 'U+2191', 'U+2193', 'U+2212']

const TILE_ZOOM_MAX = 14

const CLASS_WIDTH: [string, number][] = [
  ['trunk', 3.4],
  ['primary', 3],
  ['secondary', 2.5],
  ['tertiary', 2],
  ['unclassified', 1.6],
  ['residential', 1.2],
  ['service', 0.8],
  ['track', 0.8],
  ['path', 0.6],
]

function roadWidth(extra: number): ExpressionSpecification {
  const byClass = (scale: number): ExpressionSpecification =>
    [
      'match',
      ['get', 'class'],
      ...CLASS_WIDTH.flatMap(([name, width]) => [name, width * scale + extra]),
      1.2 * scale + extra,
    ] as unknown as ExpressionSpecification
  return ['interpolate', ['exponential', 1.5], ['zoom'], 6, byClass(0.5), 11, byClass(1), 16, byClass(5)]
}

const MINOR = ['residential', 'service', 'track', 'path']
const seasonal: ExpressionSpecification = ['in', ['coalesce', ['get', 'passage'], 'road'], ['literal', ['ferry', 'ice_road', 'winter_road']]]
const isArea: ExpressionSpecification = ['in', 'Polygon', ['geometry-type']]

function ground(): LayerSpecification[] {
  return [
    { id: 'outside', type: 'background', paint: { 'background-color': OUTSIDE } },
    { id: 'territory', type: 'fill', source: 'base', 'source-layer': 'boundary', filter: isArea, paint: { 'fill-color': PAPER } },
    { id: 'water', type: 'fill', source: 'base', 'source-layer': 'water', paint: { 'fill-color': WATER } },
    {
      id: 'waterways',
      type: 'line',
      source: 'base',
      'source-layer': 'waterways',
      paint: { 'line-color': WATER, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, 0.8, 14, 4] },
    },
    {
      id: 'buildings',
      type: 'fill',
      source: 'base',
      'source-layer': 'buildings',
      minzoom: 13,
      paint: { 'fill-color': '#d3ccbe', 'fill-outline-color': '#b3aa98' },
    },
  ]
}

function roads(): LayerSpecification[] {
  const shared = { source: 'base', 'source-layer': 'roads', type: 'line' } as const
  const major: ExpressionSpecification = ['all', ['!', seasonal], ['!', ['in', ['get', 'class'], ['literal', MINOR]]]]
  const minor: ExpressionSpecification = ['all', ['!', seasonal], ['in', ['get', 'class'], ['literal', MINOR]]]
  const layout = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    { ...shared, id: 'roads-minor', minzoom: 11, filter: minor, layout, paint: { 'line-color': ROAD, 'line-width': roadWidth(0), 'line-opacity': 0.55 } },
    { ...shared, id: 'roads-casing', filter: major, layout, paint: { 'line-color': ROAD_CASING, 'line-width': roadWidth(2), 'line-opacity': 0.8 } },
    { ...shared, id: 'roads', filter: major, layout, paint: { 'line-color': ROAD, 'line-width': roadWidth(0) } },
    { ...shared, id: 'roads-seasonal', filter: seasonal, paint: { 'line-color': '#1f5f80', 'line-width': roadWidth(0.4), 'line-dasharray': [2, 1.6] } },
  ]
}

function border(): LayerSpecification {
  return {
    id: 'boundary',
    type: 'line',
    source: 'base',
    'source-layer': 'boundary',
    paint: { 'line-color': INK, 'line-width': ['interpolate', ['linear'], ['zoom'], 6, 1.2, 12, 2.4], 'line-dasharray': [4, 1.5, 1, 1.5] },
  }
}

function names(): LayerSpecification[] {
  const rank: ExpressionSpecification = ['coalesce', ['get', 'rank'], 9]
  const people: ExpressionSpecification = ['coalesce', ['get', 'population'], 0]
  return [
    {
      id: 'settlement-dots',
      type: 'circle',
      source: 'base',
      'source-layer': 'settlements',
      paint: {
        'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, ['step', people, 1.4, 500, 2.2, 3000, 3], 12, ['step', people, 3, 500, 4.5, 3000, 6]],
        'circle-color': '#ffffff',
        'circle-stroke-color': INK,
        'circle-stroke-width': 1.4,
      },
    },
    {
      id: 'settlement-names',
      type: 'symbol',
      source: 'base',
      'source-layer': 'settlements',
      layout: {
        'text-field': ['get', 'name'],
        'text-font': REGULAR,
        'text-size': ['interpolate', ['linear'], ['zoom'], 6, ['step', people, 11.5, 1000, 13], 12, ['step', people, 14, 500, 15, 3000, 18]],
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.55,
        'text-justify': 'auto',
        'text-max-width': 9,
        'symbol-sort-key': rank,
      },
      paint: { 'text-color': INK, 'text-halo-color': 'rgba(255,255,255,0.92)', 'text-halo-width': 1.8 },
    },
    {
      id: 'street-names',
      type: 'symbol',
      source: 'base',
      'source-layer': 'roads',
      minzoom: 13,
      filter: ['has', 'name'],
      layout: { 'text-field': ['get', 'name'], 'text-font': REGULAR, 'text-size': 12, 'symbol-placement': 'line', 'symbol-spacing': 320 },
      paint: { 'text-color': '#3a3a36', 'text-halo-color': 'rgba(255,255,255,0.9)', 'text-halo-width': 1.6 },
    },
  ]
}

/** Names of layers before which other modules slip theirs. */
export const BELOW_ROADS = 'roads-minor'
export const BELOW_BORDER = 'boundary'
export const BELOW_NAMES = 'settlement-dots'

export function basemap(municipality: string): StyleSpecification {
  const here = window.location.origin
  const file = (url: string) => new URL(url, window.location.href).href
  return {
    version: 8,
    'font-faces': {
      'Noto Sans Regular': [
        { url: file(cyrillic), 'unicode-range': CYRILLIC },
        { url: file(latin), 'unicode-range': LATIN },
      ],
      'Noto Sans Bold': [
        { url: file(cyrillicBold), 'unicode-range': CYRILLIC },
        { url: file(latinBold), 'unicode-range': LATIN },
      ],
    },
    sources: {
      base: {
        type: 'vector',
        tiles: [`${here}/api/v1/tiles/${encodeURIComponent(municipality)}/{z}/{x}/{y}.mvt`],
        minzoom: 0,
        maxzoom: TILE_ZOOM_MAX,
      },
    },
    layers: [...ground(), ...roads(), border(), ...names()],
  }
}
