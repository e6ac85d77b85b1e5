// A small server in memory that answers the HTTP contract, for development and the browser tests without the real
// one. Never part of the built front-end.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import type { Job, Plan, Worker } from '../src/api/types'
import { BOUNDS, FLEET, firstAssignment, makePlan, PLACES, shapesOf, siteWeek, statusOf, summaries, summaryOf, UNITS, WORKERS } from './fixture.ts'

/** The policy that the real server sends. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
  "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

interface Call {
  method: string
  path: string
  query: URLSearchParams
  body: Record<string, unknown>
  ifMatch: string | undefined
  cookie: string
}
interface Reply {
  status: number
  body?: unknown
  etag?: string
  cookie?: string
}
type Handler = (call: Call, part: string[]) => Reply

const ok = (body: unknown): Reply => ({ status: 200, body })
const fail = (status: number, code: string, detail: string, problems?: unknown[]): Reply => ({
  status,
  body: { type: `urn:uchastok:${code}`, title: code, status, code, detail, detail_en: detail, ...(problems ? { problems } : {}) },
})

const MUNICIPALITY = {
  id: 'vagay',
  name: 'Вагайский муниципальный район',
  kind: 'district',
  isolated: false,
  bounds: BOUNDS,
  population: UNITS.features.reduce((sum, unit) => sum + unit.properties.population, 0),
  population_certainty: 'estimated',
  settlements: UNITS.features.length,
  units: UNITS.features.length,
  plans: 2,
  attribution: ['© участники OpenStreetMap, ODbL', 'Росстат, перепись 2010 г.', 'Схема дорог'],
  official_population: { persons: 18275, year: 2021, source: 'Росстат' },
  norm_profile: 'yugra-2008',
  roads_km: 760.4,
  infrastructure: PLACES.length,
}
const USERS: Record<string, { login: string; name: string; role: string; municipality?: string; site?: number }> = {
  manager: { login: 'manager', name: 'Руководитель', role: 'manager' },
  planner: { login: 'planner', name: 'Диспетчер', role: 'planner' },
  worker: { login: 'worker', name: 'Иванова М. П.', role: 'worker', municipality: 'vagay', site: 2 },
}

const plans = new Map<string, Plan>()
const workersOfSites: Record<number, Worker | null> = { 2: WORKERS[0] ?? null }
plans.set('p1', makePlan('p1', 'Наименьшее число участков', 1, firstAssignment(), workersOfSites))
plans.set('p2', makePlan('p2', 'Ближе ездить', 1, { ...firstAssignment(), s10: 2, s17: 2 }, {}))
const places = [...PLACES]
const jobs = new Map<string, Job>()

function startJob(kind: string, result: Job['result'], problems?: Job['problems']): Reply {
  const id = `j${jobs.size + 1}`
  jobs.set(id, { id, kind, state: 'running', progress: 0, message: 'Начато', created_at: new Date().toISOString(), result: null, problems: null })
  const step = (progress: number) => {
    const job = jobs.get(id)
    if (!job || job.state !== 'running') return
    if (progress < 100) {
      jobs.set(id, { ...job, progress, message: `Шаг ${progress}` })
      setTimeout(() => step(progress + 25), 300)
    } else if (problems) jobs.set(id, { ...job, state: 'failed', progress: 50, message: 'Файл не принят', problems })
    else jobs.set(id, { ...job, state: 'done', progress: 100, message: '', result: result ?? null })
  }
  setTimeout(() => step(25), 300)
  return { status: 202, body: { job: id } }
}

function changed(call: Call, id: string, change: (plan: Plan) => Plan): Reply {
  const plan = plans.get(id)
  if (!plan) return fail(404, 'not_found', 'Нет такой схемы.')
  if (call.ifMatch === undefined) return fail(428, 'version.required', 'Нужен If-Match.')
  if (call.ifMatch !== `"${plan.version}"`) return fail(412, 'version.stale', 'Схему уже изменили.')
  const next = { ...change(plan), version: plan.version + 1 }
  plans.set(id, next)
  return { status: 200, body: next, etag: `"${next.version}"` }
}

function moved(plan: Plan, call: Call): Plan {
  const assignment = { ...plan.assignment }
  for (const move of (call.body['moves'] ?? []) as { unit: string; to: number }[]) assignment[move.unit] = move.to
  for (const one of (call.body['workers'] ?? []) as { site: number; worker: string | null }[]) {
    workersOfSites[one.site] = WORKERS.find((worker) => worker.id === one.worker) ?? null
  }
  return { ...makePlan(plan.id, plan.title, plan.version, assignment, workersOfSites), status: plan.status }
}

function evaluated(call: Call, id: string): Reply {
  const plan = plans.get(id)
  if (!plan) return fail(404, 'not_found', 'Нет такой схемы.')
  const after = moved(plan, call)
  const sites = summaries(after.assignment, {}).map((site) => ({
    number: site.number,
    population: site.population,
    lower: site.lower,
    upper: site.upper,
    status: statusOf(site.population),
    connected: site.number !== 5,
  }))
  const units = Object.keys(after.assignment).filter((unit) => after.assignment[unit] !== plan.assignment[unit])
  const people = UNITS.features.filter((unit) => units.includes(unit.properties.id)).reduce((sum, unit) => sum + unit.properties.population, 0)
  const problems = sites
    .filter((site) => site.status !== 'within')
    .map((site) => ({ code: `site.${site.status}`, cause: `Участок № ${site.number}: ${site.population} чел. вне норматива.`, cause_en: `Site No. ${site.number}: ${site.population} people, outside the norm.`, units }))
  return ok({ sites, problems, travel_delta_m: -12_400, people_moved: people })
}

const byId = (id: string, answer: (plan: Plan) => Reply): Reply => {
  const plan = plans.get(id)
  return plan ? answer(plan) : fail(404, 'not_found', 'Нет такой схемы.')
}

function lookUp(call: Call): Reply {
  const q = (call.query.get('q') ?? '').toLowerCase()
  const plan = plans.get('p1')
  return ok(
    UNITS.features
      .map((unit) => unit.properties)
      .filter((unit) => unit.name.toLowerCase().includes(q))
      .map((unit) => {
        const site = plan?.site_summaries.find((one) => one.number === plan.assignment[unit.id])
        return { unit: unit.id, settlement: unit.settlement_name, name: unit.name, site: site && { number: site.number, name: site.name }, worker: site?.worker ?? null, reception: null }
      }),
  )
}

const WHY = {
  facts: [{ ru: 'Вторник: выездные дни этой недели уже заняты.', en: 'Tuesday: the field days of that week are used.' }],
  help: [{ text: { ru: 'Ещё один выездной день в неделю 1 — чаще посещаются: Дубровное.', en: 'One more field day in week 1: visited more often: Dubrovnoe.' }, served: ['s2'], day_length: null }],
}
const NORMS = [
  { id: 'yugra-2008', title: 'Югра, 174-п', regulation: 'Постановление Правительства ХМАО — Югры № 174-п, 2008 г.', assumed: false, persons_per_post: null, bounds: [{ place: 'district', lower: 1500, upper: 5000 }, { place: 'urban_okrug', lower: 5000, upper: 7000 }] },
  { id: 'vologda', title: 'Вологодская область', regulation: 'Численность не установлена', assumed: true, persons_per_post: null, bounds: [{ place: 'district', lower: 1500, upper: 3500 }] },
]
const VISITS = [{ id: 'default', title: 'Обычный порядок', source: '', field_days_max: 3, cycle_weeks: 2 }]
const SCHEDULES = (['summer', 'winter'] as const).map((season, i) => ({ id: `sch${i + 1}`, season, cycle_weeks: 2, rounds: 16, unserved: 4, distance_m: 1_328_000, created_at: '2026-11-20T10:00:00Z' }))
const IMPORT_PROBLEMS = [
  { code: 'settlement.population.negative', pointer: 'settlements.csv, строка 17, population', cause: 'Численность −5 меньше нуля.', action: 'Впишите число жителей, 0 для пустой деревни.' },
  { code: 'settlement.location.outside', pointer: 'settlements.csv, строка 21, lon', cause: 'Долгота 690,2 вне −180…180.', action: 'Проверьте десятичную запятую.' },
]

function schedule(id: string): Reply {
  const plan = plans.get('p1')
  const known = SCHEDULES.find((one) => one.id === id)
  if (!plan || !known) return fail(404, 'not_found', 'Нет такого графика.')
  return ok({
    ...known,
    plan: 'p1',
    unserved: [],
    unit_names: Object.fromEntries(UNITS.features.map((unit) => [unit.properties.id, unit.properties.name])),
    site_names: Object.fromEntries(plan.site_summaries.map((site) => [site.number, site.name])),
    origin: { visit_profile: 'default', speed_profile: 'default', made_at: '2026-11-20T10:00:00Z' },
  })
}

const session = (call: Call) => USERS[/mock=(\w+)/.exec(call.cookie)?.[1] ?? '']

function signIn(call: Call): Reply {
  const user = USERS[String(call.body['login'])]
  if (!user || call.body['password'] !== 'mock') return fail(401, 'session.refused', 'Имя или пароль не подходят.')
  return { ...ok({ user }), cookie: `mock=${user.login}; Path=/; HttpOnly; SameSite=Strict` }
}

function savePlace(call: Call, id: string | null): Reply {
  const point = { ...(call.body as unknown as (typeof places)[0]), id: id ?? `i${places.length}`, edited_by_hand: true, site: 2 }
  const at = places.findIndex((one) => one.id === id)
  if (at >= 0) places[at] = point
  else places.push(point)
  return { status: id === null ? 201 : 200, body: point }
}

const ROUTES: [method: string, pattern: RegExp, handler: Handler][] = [
  ['GET', /^\/session$/, (call) => (session(call) ? ok({ user: session(call) }) : fail(401, 'session.none', 'Войдите.'))],
  ['POST', /^\/session$/, signIn],
  ['DELETE', /^\/session$/, () => ({ status: 204, cookie: 'mock=; Path=/; Max-Age=0' })],
  ['POST', /^\/session\/password$/, () => ({ status: 204 })],
  ['GET', /^\/health$/, () => ok({ status: 'ok', version: 'mock' })],
  ['GET', /^\/public\/municipalities$/, () => ok([{ ...MUNICIPALITY, approved_plan: 'p1' }])],
  ['GET', /^\/public\/municipalities\/(\w+)\/lookup$/, lookUp],
  ['GET', /^\/municipalities$/, () => ok([MUNICIPALITY])],
  ['GET', /^\/municipalities\/vagay$/, () => ok(MUNICIPALITY)],
  ['GET', /^\/municipalities\/vagay\/units$/, () => ok(UNITS)],
  ['GET', /^\/municipalities\/vagay\/infrastructure$/, () => ok(places)],
  ['POST', /^\/municipalities\/vagay\/infrastructure$/, (call) => savePlace(call, null)],
  ['PUT', /^\/municipalities\/vagay\/infrastructure\/(\w+)$/, (call, [id]) => savePlace(call, id ?? null)],
  ['DELETE', /^\/municipalities\/vagay\/infrastructure\/(\w+)$/, (_, [id]) => { places.splice(places.findIndex((one) => one.id === id), 1); return { status: 204 } }],
  ['GET', /^\/municipalities\/vagay\/workers$/, () => ok(WORKERS)],
  ['POST', /^\/municipalities\/vagay\/workers$/, (call) => { const worker = { ...(call.body as unknown as Worker), id: `w${WORKERS.length + 1}`, municipality: 'vagay' }; WORKERS.push(worker); return { status: 201, body: worker } }],
  ['GET', /^\/norms$/, () => ok(NORMS)],
  ['GET', /^\/visit-profiles$/, () => ok(VISITS)],
  ['GET', /^\/municipalities\/vagay\/plans$/, () => ok([...plans.values()].map(summaryOf))],
  ['POST', /^\/municipalities\/vagay\/plans\/partition$/, () => startJob('partition', { plan: 'p2', municipality: 'vagay' })],
  ['GET', /^\/plans\/(\w+)$/, (_, [id]) => byId(id ?? '', (plan) => ({ ...ok(plan), etag: `"${plan.version}"` }))],
  ['PATCH', /^\/plans\/(\w+)$/, (call, [id]) => changed(call, id ?? '', (plan) => moved(plan, call))],
  ['GET', /^\/plans\/(\w+)\/sites\.geojson$/, (_, [id]) => byId(id ?? '', (plan) => ok(shapesOf(plan)))],
  ['GET', /^\/plans\/(\w+)\/export\.(\w+)$/, (_, [id]) => byId(id ?? '', (plan) => ok(shapesOf(plan)))],
  ['GET', /^\/plans\/(\w+)\/check$/, (_, [id]) => byId(id ?? '', (plan) => ok({ violations: plan.violations.map((v) => ({ code: v.code, site: v.site, units: v.units, cause: v.reason, cause_en: v.reason_en, declared: true })), checked_at: new Date().toISOString(), ok: true }))],
  ['POST', /^\/municipalities\/vagay\/catchments$/, () => ok({ catchments: [{ name: 'Школа № 1', units: ['s1', 's2'] }], problems: [] })],
  ['POST', /^\/plans\/(\w+)\/repairs$/, () => ok([{ moves: [{ unit: 's10', to: 2 }], people_moved: 214 }])],
  ['POST', /^\/plans\/(\w+)\/evaluate$/, (call, [id]) => evaluated(call, id ?? '')],
  ['POST', /^\/plans\/(\w+)\/copy$/, (call, [id]) => byId(id ?? '', (plan) => { const copy = { ...plan, id: `p${plans.size + 1}`, title: String(call.body['title']), status: 'draft' as const, version: 1 }; plans.set(copy.id, copy); return { status: 201, body: copy } })],
  ['POST', /^\/plans\/(\w+)\/submit$/, (call, [id]) => changed(call, id ?? '', (plan) => ({ ...plan, status: 'submitted' }))],
  ['POST', /^\/plans\/(\w+)\/approve$/, (call, [id]) => changed(call, id ?? '', (plan) => ({ ...plan, status: 'approved', order_number: String(call.body['order_number']), order_date: String(call.body['order_date']) }))],
  ['POST', /^\/plans\/(\w+)\/archive$/, (call, [id]) => changed(call, id ?? '', (plan) => ({ ...plan, status: 'archived' }))],
  ['DELETE', /^\/plans\/(\w+)$/, (_, [id]) => { plans.delete(id ?? ''); return { status: 204 } }],
  ['GET', /^\/plans\/(\w+)\/compare\/(\w+)$/, (_, [a, b]) => byId(a ?? '', (one) => byId(b ?? '', (two) => ok({ people_moved: 1234, units_moved: UNITS.features.filter((unit) => one.assignment[unit.properties.id] !== two.assignment[unit.properties.id]).map((unit) => ({ unit: unit.properties.id, name: unit.properties.name, population: unit.properties.population, from: one.assignment[unit.properties.id], to: two.assignment[unit.properties.id] })), figures: { a: one.figures, b: two.figures } })))],
  ['POST', /^\/plans\/(\w+)\/schedules$/, () => startJob('schedule', { schedule: 'sch1', municipality: 'vagay' })],
  ['GET', /^\/plans\/(\w+)\/schedules$/, () => ok(SCHEDULES)],
  ['GET', /^\/schedules\/(\w+)$/, (_, [id]) => schedule(id ?? '')],
  ['GET', /^\/schedules\/(\w+)\/sites\/(\d+)\/explain$/, () => ok(WHY)],
  ['GET', /^\/schedules\/(\w+)\/sites\/(\d+)$/, (_, [, site]) => byId('p1', (plan) => ok(siteWeek(plan, Number(site))))],
  ['GET', /^\/schedules\/(\w+)\/fleet$/, () => ok(FLEET)],
  ['GET', /^\/jobs$/, () => ok([...jobs.values()].reverse())],
  ['GET', /^\/jobs\/(\w+)$/, (_, [id]) => (jobs.has(id ?? '') ? ok(jobs.get(id ?? '')) : fail(404, 'not_found', 'Нет такого задания.'))],
  ['POST', /^\/jobs\/(\w+)\/cancel$/, (_, [id]) => { const job = jobs.get(id ?? ''); if (job) jobs.set(job.id, { ...job, state: 'cancelled' }); return { status: 202 } }],
  ['POST', /^\/imports$/, () => startJob('import', null, IMPORT_PROBLEMS)],
]

function stream(id: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const timer = setInterval(() => {
    const job = jobs.get(id)
    if (!job) return
    response.write(`event: progress\ndata: ${JSON.stringify(job)}\n\n`)
    if (job.state !== 'running') {
      clearInterval(timer)
      response.end()
    }
  }, 200)
  response.on('close', () => clearInterval(timer))
}

async function read(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://mock')
  const path = url.pathname.slice('/api/v1'.length)
  const events = /^\/jobs\/(\w+)\/events$/.exec(path)
  if (events) return stream(events[1] ?? '', response)
  const call: Call = { method: request.method ?? 'GET', path, query: url.searchParams, body: await read(request), ifMatch: request.headers['if-match'], cookie: request.headers.cookie ?? '' }
  const found = ROUTES.map(([method, pattern, handler]) => ({ handler, match: method === call.method ? pattern.exec(path) : null })).find(({ match }) => match)
  const open = /^\/(session|health|public)/.test(path)
  const reply = !found?.match
    ? fail(404, 'not_found', `Нет адреса ${path}`)
    : !open && !session(call)
      ? fail(401, 'session.none', 'Войдите.')
      : found.handler(call, found.match.slice(1))
  response.statusCode = reply.status
  response.setHeader('content-type', reply.status >= 400 ? 'application/problem+json' : 'application/json')
  if (reply.etag) response.setHeader('etag', reply.etag)
  if (reply.cookie) response.setHeader('set-cookie', reply.cookie)
  response.end(reply.body === undefined ? '' : JSON.stringify(reply.body))
}

function middleware(request: IncomingMessage, response: ServerResponse, next: () => void): void {
  const url = request.url ?? '/'
  if (url.startsWith('/api/v1/tiles/')) {
    response.statusCode = 204
    response.end()
  } else if (url.startsWith('/api/v1/')) void answer(request, response)
  else next()
}

/** The mock as a Vite plugin, for `vite` and `vite preview`. The preview also sends the real server's security policy. */
export function mockServer(): Plugin {
  return {
    name: 'uchastok-mock',
    configureServer: (server) => {
      server.middlewares.use(middleware)
    },
    configurePreviewServer: (server) => {
      server.middlewares.use((request, response, next) => {
        response.setHeader('content-security-policy', POLICY)
        middleware(request, response, next)
      })
    },
  }
}
