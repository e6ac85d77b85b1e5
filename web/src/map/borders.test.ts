import { describe, expect, it } from 'vitest'
import type { UnitCollection, UnitFeature } from '../api/types'
import { boundsOf, labelPoints, siteBorders, siteColours, siteOutline } from './borders'

const square = (id: string, x: number): UnitFeature => ({
  type: 'Feature',
  properties: {
    id,
    name: id,
    kind: 'settlement',
    settlement: id,
    settlement_name: id,
    population: 1,
    certainty: 'counted',
    place: 'district',
    lon: x,
    lat: 0,
  },
  geometry: { type: 'Polygon', coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] },
})
const row: UnitCollection = { type: 'FeatureCollection', features: [square('a', 0), square('b', 1), square('c', 2)] }
const sites: Record<string, number> = { a: 1, b: 1, c: 2 }

describe('siteBorders', () => {
  it('leaves out what lies between units of one site', () => {
    // Three squares in a row have 10 distinct segments; only the one between a and b is inside a site.
    expect(siteBorders(row, (u) => sites[u]).geometry.coordinates).toHaveLength(9)
    expect(siteBorders(row, () => 1).geometry.coordinates).toHaveLength(8)
    expect(siteBorders(row, (u) => ({ a: 1, b: 2, c: 3 })[u]).geometry.coordinates).toHaveLength(10)
  })
})

describe('siteOutline', () => {
  it('goes once around the site', () => {
    expect(siteOutline(row, (u) => sites[u], 1).geometry.coordinates).toHaveLength(6)
    expect(siteOutline(row, (u) => sites[u], 2).geometry.coordinates).toHaveLength(4)
    expect(siteOutline(row, (u) => sites[u], 9).geometry.coordinates).toHaveLength(0)
  })
})

describe('boundsOf', () => {
  it('spans the wanted units and nothing else', () => {
    expect(boundsOf(row, (u) => u !== 'a')).toEqual([1, 0, 3, 1])
    expect(boundsOf(row, () => false)).toBeNull()
  })
})

describe('siteColours', () => {
  it('parts neighbours and uses every colour before one twice', () => {
    const each = (u: string) => ({ a: 1, b: 2, c: 3 })[u]
    expect([...siteColours(row, each, 8)]).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ])
    expect([...siteColours(row, each, 2)]).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
    ])
  })
})

describe('labelPoints', () => {
  it('lie in a cell of their site, near its middle', () => {
    const points = labelPoints(row, (u) => ({ a: 1, b: 1, c: 1 })[u])
    expect(points.get(1)?.lon).toBeCloseTo(1.5)
    expect(points.get(1)?.lat).toBeCloseTo(0.5)
    expect(labelPoints(row, (u) => sites[u]).get(2)?.lon).toBeCloseTo(2.5)
  })
})
