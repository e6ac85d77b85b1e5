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

/** Which sites share a border, from every segment between two of them. */
function neighbours(units: UnitCollection, siteOf: (unit: string) => number | undefined): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>()
  const at = (site: number) => {
    const known = found.get(site) ?? new Set<number>()
    found.set(site, known)
    return known
  }
  for (const { sites } of segments(units, siteOf).values()) {
    for (const a of sites) for (const b of sites) if (a !== b) at(a).add(b)
  }
  return found
}

/** A colour for every site, neighbours never alike while `colours` suffice, all colours used about equally. */
export function siteColours(units: UnitCollection, siteOf: (unit: string) => number | undefined, colours: number): Map<number, number> {
  const beside = neighbours(units, siteOf)
  const sites = [...new Set(units.features.flatMap((unit) => siteOf(unit.properties.id) ?? []))].sort((a, b) => a - b)
  const chosen = new Map<number, number>()
  const uses = Array.from({ length: colours }, () => 0)
  for (const site of sites) {
    const taken = new Set([...(beside.get(site) ?? [])].map((other) => chosen.get(other)))
    const order = uses.map((_, colour) => colour).sort((a, b) => Number(taken.has(a)) - Number(taken.has(b)) || (uses[a] ?? 0) - (uses[b] ?? 0) || a - b)
    const colour = order[0] ?? 0
    chosen.set(site, colour)
    uses[colour] = (uses[colour] ?? 0) + 1
  }
  return chosen
}

interface Mass {
  area: number
  lon: number
  lat: number
}

/** Signed area and centre of a ring, in degrees squared: good enough to place a label. */
function massOf(ring: Position[]): Mass {
  let [area, lon, lat] = [0, 0, 0]
  for (let i = 1; i < ring.length; i += 1) {
    const [x0, y0] = [ring[i - 1]?.[0] ?? 0, ring[i - 1]?.[1] ?? 0]
    const [x1, y1] = [ring[i]?.[0] ?? 0, ring[i]?.[1] ?? 0]
    const cross = x0 * y1 - x1 * y0
    area += cross / 2
    lon += ((x0 + x1) * cross) / 6
    lat += ((y0 + y1) * cross) / 6
  }
  return area === 0 ? { area: 0, lon: ring[0]?.[0] ?? 0, lat: ring[0]?.[1] ?? 0 } : { area: Math.abs(area), lon: lon / area, lat: lat / area }
}

/** Where each site's number goes: the middle of that cell of it which is nearest to the middle of the whole. */
export function labelPoints(units: UnitCollection, siteOf: (unit: string) => number | undefined): Map<number, { lon: number; lat: number }> {
  const cells = new Map<number, Mass[]>()
  for (const unit of units.features) {
    const site = siteOf(unit.properties.id)
    const outer = unit.geometry.type === 'Polygon' ? [unit.geometry.coordinates[0]] : unit.geometry.coordinates.map((polygon) => polygon[0])
    if (site === undefined) continue
    const known = cells.get(site) ?? []
    for (const ring of outer) if (ring) known.push(massOf(ring))
    cells.set(site, known)
  }
  const points = new Map<number, { lon: number; lat: number }>()
  for (const [site, masses] of cells) {
    const whole = masses.reduce((sum, one) => sum + one.area, 0) || 1
    const lon = masses.reduce((sum, one) => sum + (one.lon * one.area) / whole, 0)
    const lat = masses.reduce((sum, one) => sum + (one.lat * one.area) / whole, 0)
    const distance = (one: Mass) => (one.lon - lon) ** 2 + (2 * (one.lat - lat)) ** 2
    const best = masses.reduce((a, b) => (distance(b) < distance(a) ? b : a))
    points.set(site, { lon: best.lon, lat: best.lat })
  }
  return points
}
