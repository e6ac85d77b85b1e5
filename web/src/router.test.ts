import { beforeAll, describe, expect, it, vi } from 'vitest'

beforeAll(() => {
  vi.stubGlobal('window', { location: { pathname: '/', search: '' } })
})

describe('routeOf', () => {
  it('names every page of the contract', async () => {
    const { routeOf } = await import('./router')
    expect(routeOf('/')).toEqual({ page: 'home' })
    expect(routeOf('/who')).toEqual({ page: 'who' })
    expect(routeOf('/m/vagay')).toEqual({ page: 'manager', municipality: 'vagay' })
    expect(routeOf('/m/vagay/schedule/s1')).toEqual({ page: 'week', municipality: 'vagay', schedule: 's1' })
    expect(routeOf('/m/%D0%B2/fleet/s%2F1')).toEqual({ page: 'fleet', municipality: 'в', schedule: 's/1' })
  })
  it('does not guess at other addresses', async () => {
    const { routeOf } = await import('./router')
    expect(routeOf('/m')).toEqual({ page: 'missing' })
    expect(routeOf('/m/vagay/schedule')).toEqual({ page: 'missing' })
    expect(routeOf('/m/a/fleet/b/c')).toEqual({ page: 'missing' })
    expect(routeOf('/other')).toEqual({ page: 'missing' })
  })
})
