import { effect } from '@preact/signals'
import type { Map as MapLibreMap, MapMouseEvent } from 'maplibre-gl'
import type { Bounds, MunicipalityDetails } from '../api/types'
import { t } from '../i18n'
import { boundsOf, labelPoints, siteBorders, siteOutline } from '../map/borders'
import { MapView } from '../map/MapView'
import * as layers from '../map/siteLayers'
import { type Desk, toggleUnit } from './desk'
import { HoveredUnit } from './HoveredUnit'
import { Legend } from './Legend'

const PADDING = 60
const MARKS = { within: '', below: ' ↓', above: ' ↑' } as const

function drawUnits(desk: Desk, map: MapLibreMap): void {
  const units = desk.units.now.value.value
  const onDesk = desk.current.now.value.value
  if (!units) return
  const assignment = desk.assignment.value
  const moved = new Set(desk.moves.value.map((move) => move.unit))
  const selection = new Set([...desk.selection.value, ...desk.pointed.value])
  const colors = desk.colours.value
  const status = new Map((onDesk?.plan.site_summaries ?? []).map((site) => [site.number, site.status]))
  for (const site of desk.evaluation.value?.sites ?? []) status.set(site.number, site.status)
  layers.showUnits(map, units, (unit) => {
    const site = assignment[unit] ?? 0
    return { site, color: colors.get(site) ?? -1, status: status.get(site) ?? 'within', moved: moved.has(unit), selected: selection.has(unit) }
  })
  if (!onDesk) {
    layers.showBorders(map, { type: 'FeatureCollection', features: [] })
    return
  }
  layers.showBorders(map, moved.size > 0 ? siteBorders(units, (unit) => assignment[unit]) : onDesk.shapes)
}

function drawPlates(desk: Desk, map: MapLibreMap): void {
  const summaries = desk.current.now.value.value?.plan.site_summaries ?? []
  const units = desk.units.now.value.value
  const assignment = desk.assignment.value
  const chosen = desk.site.value
  const judged = new Map((desk.evaluation.value?.sites ?? []).map((site) => [site.number, site.status]))
  const points = units ? labelPoints(units, (unit) => assignment[unit]) : new Map()
  layers.showBases(
    map,
    summaries.flatMap((site) => desk.unitById.value.get(site.base) ?? []),
  )
  layers.showPlates(
    map,
    summaries.flatMap((site) => {
      const at = points.get(site.number)
      const status = judged.get(site.number) ?? site.status
      return at ? [{ ...at, number: site.number, text: `№ ${site.number}${MARKS[status]}`, chosen: site.number === chosen }] : []
    }),
  )
}

function drawChosen(desk: Desk, map: MapLibreMap): void {
  const units = desk.units.now.value.value
  const site = desk.site.value
  const assignment = desk.assignment.value
  layers.showChosen(map, units && site !== null ? siteOutline(units, (unit) => assignment[unit], site) : null)
}

function drawPlaces(desk: Desk, map: MapLibreMap): void {
  const places = desk.places.now.value.value ?? []
  const site = desk.site.value
  const all = desk.tab.value === 'places'
  layers.showPlaces(map, all ? places : places.filter((place) => site !== null && place.site === site))
}

/** The extent of the units, which is the whole territory; until they are there, the municipality's own. */
function wholeBounds(desk: Desk, whole: MunicipalityDetails): Bounds {
  const units = desk.units.now.value.value
  return (units && boundsOf(units, () => true)) ?? whole.bounds
}

function flyToSite(desk: Desk, map: MapLibreMap, whole: MunicipalityDetails): void {
  const site = desk.site.value
  const units = desk.units.now.peek().value
  const assignment = desk.assignment.peek()
  const box = site !== null && units ? boundsOf(units, (unit) => assignment[unit] === site) : null
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  map.fitBounds(box ?? wholeBounds(desk, whole), { padding: PADDING, animate: !still, maxZoom: 13 })
}

/** Goes to the units that a reason speaks of. */
function flyToPointed(desk: Desk, map: MapLibreMap): void {
  const pointed = desk.pointed.value
  const units = desk.units.now.peek().value
  const box = units && pointed.size > 0 ? boundsOf(units, (unit) => pointed.has(unit)) : null
  if (box) map.fitBounds(box, { padding: PADDING, animate: false, maxZoom: 12 })
}

/** Marks the institution chosen in the list, and goes there when it is out of sight. */
function showPlace(desk: Desk, map: MapLibreMap): void {
  const chosen = desk.places.now.value.value?.find((place) => place.id === desk.place.value)
  const at = chosen && desk.tab.value === 'places' ? chosen.location : null
  layers.showChosenPlace(map, at)
  if (at && !map.getBounds().contains([at.lon, at.lat])) map.jumpTo({ center: [at.lon, at.lat] })
}

function clicked(desk: Desk, map: MapLibreMap, event: MapMouseEvent): void {
  const pick = desk.pick.peek()
  if (pick) {
    pick({ lon: event.lngLat.lng, lat: event.lngLat.lat })
    desk.pick.value = null
    return
  }
  const [institution] = map.queryRenderedFeatures(event.point, { layers: [layers.PLACE_LAYER] })
  if (institution && desk.tab.peek() === 'places') {
    desk.place.value = String(institution.properties['id'])
    return
  }
  const [hit] = map.queryRenderedFeatures(event.point, { layers: [layers.PLATE_LAYER, layers.UNIT_LAYER] })
  if (!hit) return
  const choosing = desk.tab.peek() === 'redraw' || desk.tab.peek() === 'conditions'
  if (choosing) {
    const [unit] = map.queryRenderedFeatures(event.point, { layers: [layers.UNIT_LAYER] })
    if (unit) toggleUnit(desk, String(unit.properties['id']))
    return
  }
  const site = Number(hit.properties['number'] ?? hit.properties['site'])
  if (site > 0 && desk.tab.peek() === 'sites') desk.site.value = site
}

function connect(desk: Desk, map: MapLibreMap, whole: MunicipalityDetails): () => void {
  layers.addSiteLayers(map)
  map.on('click', (event) => clicked(desk, map, event))
  map.on('mousemove', layers.UNIT_LAYER, (event) => {
    map.getCanvas().style.cursor = desk.pick.peek() ? 'crosshair' : 'pointer'
    desk.hovered.value = String(event.features?.[0]?.properties['id'] ?? '') || null
  })
  map.on('mouseleave', layers.UNIT_LAYER, () => {
    map.getCanvas().style.cursor = ''
    desk.hovered.value = null
  })
  let first = true
  let fitted = false
  const stops = [
    effect(() => drawUnits(desk, map)),
    effect(() => drawPlates(desk, map)),
    effect(() => drawChosen(desk, map)),
    effect(() => drawPlaces(desk, map)),
    effect(() => layers.showPicked(map, desk.picked.value)),
    effect(() => showPlace(desk, map)),
    effect(() => flyToPointed(desk, map)),
    effect(() => {
      if (first) void desk.site.value
      else flyToSite(desk, map, whole)
      first = false
    }),
    effect(() => {
      if (fitted || !desk.units.now.value.value) return
      fitted = true
      map.fitBounds(wholeBounds(desk, whole), { padding: PADDING, animate: false })
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** The map of the desk: units by site, redrawing by click, institutions. */
export function DeskMap({ desk, municipality }: { desk: Desk; municipality: MunicipalityDetails }) {
  return (
    <MapView
      municipality={municipality.id}
      bounds={wholeBounds(desk, municipality)}
      attribution={municipality.attribution}
      label={t.value.map.label}
      onReady={(map) => connect(desk, map, municipality)}
    >
      {desk.pick.value && (
        <p class="map-hint" role="status">
          {t.value.places.picking}
        </p>
      )}
      <HoveredUnit desk={desk} />
      <Legend />
    </MapView>
  )
}
