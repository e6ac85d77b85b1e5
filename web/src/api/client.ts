// One request to the server: JSON in and out, problems in words, the connection watched.
import { signal } from '@preact/signals'
import type { Problem } from './types'

export const API = '/api/v1'

/** False from the first request that reaches nobody until the server answers again. */
export const connected = signal(true)

/** Called when the server no longer knows the session. */
export const sessionLost = signal(0)

export class ApiError extends Error {
  readonly status: number
  readonly code: string
  /** The message in English, when the server sent one. */
  readonly english: string | undefined
  readonly problems: Problem[]

  constructor(status: number, code: string, detail: string, problems: Problem[] = [], english?: string) {
    super(detail)
    this.status = status
    this.code = code
    this.english = english
    this.problems = problems
  }

  /** True when the server was not reached at all. */
  get offline(): boolean {
    return this.status === 0
  }
}

export interface Answer<T> {
  data: T
  etag: string | null
}

export interface RequestOptions {
  body?: unknown
  form?: FormData
  /** Sent as it is. */
  file?: File
  ifMatch?: string | number
  signal?: AbortSignal
}

interface ProblemBody {
  title?: string
  detail?: string
  detail_en?: string
  code?: string
  problems?: Problem[]
}

async function readError(response: Response): Promise<ApiError> {
  let body: ProblemBody = {}
  try {
    body = (await response.json()) as ProblemBody
  } catch {
    // Not JSON: the status has to say it.
  }
  const detail = body.detail ?? body.title ?? `HTTP ${response.status}`
  return new ApiError(response.status, body.code ?? `http.${response.status}`, detail, body.problems ?? [], body.detail_en)
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError'
}

export async function send<T>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<T>> {
  const headers = new Headers({ accept: 'application/json' })
  let body: BodyInit | undefined
  if (options.form) {
    body = options.form
  } else if (options.file) {
    headers.set('content-type', 'application/octet-stream')
    body = options.file
  } else if (method !== 'GET' && method !== 'DELETE') {
    headers.set('content-type', 'application/json')
    body = JSON.stringify(options.body ?? {})
  }
  if (options.ifMatch !== undefined) headers.set('if-match', quoteEtag(options.ifMatch))
  let response: Response
  try {
    response = await fetch(API + path, { method, headers, body, signal: options.signal ?? null, credentials: 'same-origin' })
  } catch (cause) {
    if (isAbort(cause)) throw cause
    connected.value = false
    throw new ApiError(0, 'offline', 'offline')
  }
  connected.value = true
  if (!response.ok) {
    if (response.status === 401 && path !== '/session') sessionLost.value += 1
    throw await readError(response)
  }
  const etag = response.headers.get('etag')
  const text = response.status === 204 ? '' : await response.text()
  return { data: (text ? JSON.parse(text) : undefined) as T, etag }
}

/** An entity tag as the header wants it: quoted, whatever was kept. */
export function quoteEtag(tag: string | number): string {
  const text = String(tag)
  return text.startsWith('"') || text.startsWith('W/') ? text : `"${text}"`
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send<T>('GET', path, signal ? { signal } : {})).data
}

/** Asks until the server answers; resolves at the first answer of any kind. */
export async function probe(): Promise<boolean> {
  try {
    await fetch(`${API}/health`, { cache: 'no-store' })
    connected.value = true
  } catch {
    connected.value = false
  }
  return connected.value
}
