import { afterEach, describe, expect, it, vi } from 'vitest'
import { ApiError, connected, quoteEtag, send, sessionLost } from './client'

const answers = (response: Response | Error) => {
  const calls: [string, RequestInit][] = []
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    calls.push([path, init])
    return response instanceof Error ? Promise.reject(response) : Promise.resolve(response)
  })
  return calls
}
const problem = (status: number, body: object) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } })

afterEach(() => vi.unstubAllGlobals())

describe('send', () => {
  it('sends JSON with the version it has seen and gives back the new one', async () => {
    const calls = answers(new Response('{"a":1}', { status: 200, headers: { etag: '"8"' } }))
    expect(await send('PATCH', '/plans/p', { body: { moves: [] }, ifMatch: 7 })).toEqual({ data: { a: 1 }, etag: '"8"' })
    const [path, init] = calls[0] ?? []
    expect(path).toBe('/api/v1/plans/p')
    expect(new Headers(init?.headers).get('if-match')).toBe('"7"')
    expect(init?.body).toBe('{"moves":[]}')
  })
  it('turns a problem document into an error with every problem', async () => {
    const one = { code: 'c', pointer: 'p', cause: 'x', action: 'y' }
    answers(problem(422, { code: 'input.invalid', detail: 'Нельзя.', detail_en: 'No.', problems: [one] }))
    const error = await send('POST', '/imports').catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 422, code: 'input.invalid', message: 'Нельзя.', english: 'No.', problems: [one] })
  })
  it('notices a lost connection and a lost session', async () => {
    answers(new TypeError('failed to fetch'))
    await expect(send('GET', '/jobs')).rejects.toMatchObject({ offline: true })
    expect(connected.value).toBe(false)
    const before = sessionLost.value
    answers(problem(401, {}))
    await expect(send('GET', '/jobs')).rejects.toMatchObject({ status: 401 })
    expect(connected.value).toBe(true)
    expect(sessionLost.value).toBe(before + 1)
  })
})

describe('quoteEtag', () => {
  it('quotes what is not quoted yet', () => {
    expect([quoteEtag(7), quoteEtag('"7"'), quoteEtag('W/"7"')]).toEqual(['"7"', '"7"', 'W/"7"'])
  })
})
