// Borders between sites, drawn from the units' shared arcs, so that a border moves in the same moment as a unit.
import type { Feature, MultiLineString, Polygon, MultiPolygon, Position } from 'geojson'
import type { UnitCollection } from '../api/types'

/** Coordinates closer than this many degrees are one vertex: about a centimetre. */
const GRID = 1e7

const vertex = (p: Position): string => `${Math.round((p[0] ?? 0) * GRID)},${Math.round((p[1] ?? 0) * GRID)}`

function ringsOf(geometry: Polygon | MultiPolygon): Position[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()
}

interface Segment {
  from: Position
  to: Position
  sites: number[]
}

function segments(units: UnitCollection, siteOf: (unit: string) => number | undefined): Map<string, Segment> {
  const found = new Map<string, Segment>()
  for (const unit of units.features) {
    const site = siteOf(unit.properties.id) ?? 0
    for (const ring of ringsOf(unit.geometry)) {
      for (let i = 1; i < ring.length; i += 1) {
        const from = ring[i - 1]
        const to = ring[i]
        if (!from || !to) continue
        const a = vertex(from)
        const b = vertex(to)
        if (a === b) continue
        const key = a < b ? `${a} ${b}` : `${b} ${a}`
        const known = found.get(key)
        if (known) known.sites.push(site)
        else found.set(key, { from, to, sites: [site] })
      }
    }
  }
  return found
}

/** Every segment that parts two sites, or a site and the outside, as one line feature. */
export function siteBorders(units: UnitCollection, siteOf: (unit: string) => number | undefined): Feature<MultiLineString> {
  const coordinates: Position[][] = []
  for (const { from, to, sites } of segments(units, siteOf).values()) {
    if (sites.length === 1 || sites.some((site) => site !== sites[0])) coordinates.push([from, to])
  }
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates } }
}

/** The outline of one site alone. */
export function siteOutline(units: UnitCollection, siteOf: (unit: string) => number | undefined, site: number): Feature<MultiLineString> {
  const coordinates: Position[][] = []
  for (const segment of segments(units, siteOf).values()) {
    const inside = segment.sites.filter((s) => s === site).length
    if (inside === 1 && (segment.sites.length === 1 || segment.sites.some((s) => s !== site))) coordinates.push([segment.from, segment.to])
  }
  return { type: 'Feature', properties: {}, geometry: { type: 'MultiLineString', coordinates } }
}

/** West, south, east and north of some units; `null` for none. */
export function boundsOf(units: UnitCollection, wanted: (unit: string) => boolean): [number, number, number, number] | null {
  let box: [number, number, number, number] | null = null
  for (const unit of units.features) {
    if (!wanted(unit.properties.id)) continue
    for (const ring of ringsOf(unit.geometry)) {
      for (const p of ring) {
        const [x, y] = [p[0] ?? 0, p[1] ?? 0]
        box = box ? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)] : [x, y, x, y]
      }
    }
  }
  return box
}
