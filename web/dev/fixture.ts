// An invented district for development and tests: five by four villages on a jittered grid, two plans, one schedule.
import type { FleetReport, InfrastructurePoint, Plan, PlanSummary, SiteSchedule, SiteShapes, SiteSummary, UnitCollection, UnitFeature, Worker } from '../src/api/types'

const COLUMNS = 7
const ROWS = 5
const WEST = 68.2
const SOUTH = 57.6
const STEP_LON = 0.32
const STEP_LAT = 0.17
const LOWER = 1500
const UPPER = 5000

const NAMES = [
  'Вагай', 'Заречный', 'Дубровное', 'Бегишево', 'Шишкина', 'Черное', 'Казанское', 'Тукуз', 'Супра', 'Осиновская', 'Ушакова', 'Аксурка',
  'Касьяново', 'Куларово', 'Первовагайское', 'Фатеево', 'Бегитино', 'Юрмы', 'Индери', 'Полино-Ашлык', 'Большой Карагай', 'Малый Карагай',
  'Вершины', 'Второвагайская', 'Абаул', 'Комсомольский', 'Веселинская', 'Лямчинская', 'Митькинский', 'Старый Погост', 'Сулейменская',
  'Истяцкая', 'Копотилы', 'Экстезерь', 'Кобякская',
]

const wobble = (n: number): number => ((Math.sin(n * 12.9898) * 43758.5453) % 1) * 0.28
const corner = (x: number, y: number): [number, number] => [
  Number((WEST + (x + (x === 0 || x === COLUMNS ? 0 : wobble(x * 31 + y * 17))) * STEP_LON).toFixed(6)),
  Number((SOUTH + (y + (y === 0 || y === ROWS ? 0 : wobble(x * 13 + y * 57))) * STEP_LAT).toFixed(6)),
]

function unit(index: number): UnitFeature {
  const x = index % COLUMNS
  const y = Math.floor(index / COLUMNS)
  const ring = [corner(x, y), corner(x + 1, y), corner(x + 1, y + 1), corner(x, y + 1), corner(x, y)]
  const name = NAMES[index] ?? `Деревня ${index + 1}`
  return {
    type: 'Feature',
    geometry: { type: 'Polygon', coordinates: [ring] },
    properties: {
      id: `s${index + 1}`,
      name: index === 0 ? 'село Вагай' : name,
      kind: 'settlement',
      settlement: `s${index + 1}`,
      settlement_name: name,
      population: index === 0 ? 5008 : 120 + ((index * 389) % 900),
      certainty: index % 5 === 3 ? 'estimated' : 'counted',
      place: 'district',
      lon: WEST + (x + 0.5) * STEP_LON,
      lat: SOUTH + (y + 0.5) * STEP_LAT,
    },
  }
}

export const UNITS: UnitCollection = { type: 'FeatureCollection', features: Array.from({ length: COLUMNS * ROWS }, (_, i) => unit(i)) }
export const BOUNDS: [number, number, number, number] = [WEST, SOUTH, WEST + COLUMNS * STEP_LON, SOUTH + ROWS * STEP_LAT]

export function firstAssignment(): Record<string, number> {
  const site = (i: number) => (i === 0 ? 1 : i % COLUMNS < 2 ? 2 : i % COLUMNS < 4 ? 3 : i % COLUMNS < 6 ? 4 : 5)
  return Object.fromEntries(UNITS.features.map((one, i) => [one.properties.id, site(i)]))
}

export const WORKERS: Worker[] = [
  {
    id: 'w1',
    municipality: 'vagay',
    full_name: 'Иванова Мария Петровна',
    telephone: '+7 34539 2-00-00',
    reception_address: 'с. Вагай, ул. Ленина, 12, сельская библиотека',
    reception_hours: 'понедельник и пятница, 9:00–12:00',
  },
]

export const PLACES: InfrastructurePoint[] = (['school', 'fap', 'post', 'library', 'townhall', 'police', 'culture_house'] as const).map((kind, i) => ({
  id: `i${i}`,
  kind,
  full_name: `Учреждение ${i + 1} с длинным полным наименованием`,
  address: `с. Вагай, ул. Ленина, ${i + 3}`,
  telephone: '+7 34539 2-11-11',
  head: 'Петров Иван Сидорович',
  note: '',
  location: { lon: WEST + 0.3 + i * 0.25, lat: SOUTH + 0.2 + (i % 3) * 0.2 },
  edited_by_hand: i === 1,
  site: 1 + (i % 5),
}))

export const statusOf = (population: number) => (population < LOWER ? 'below' : population > UPPER ? 'above' : 'within') as 'below' | 'above' | 'within'

export function summaries(assignment: Record<string, number>, workers: Record<number, Worker | null>): SiteSummary[] {
  return [...new Set(Object.values(assignment))].sort((a, b) => a - b).map((number) => {
    const own = UNITS.features.filter((one) => assignment[one.properties.id] === number).map((one) => one.properties)
    const base = own.reduce((a, b) => (b.population > a.population ? b : a))
    const population = own.reduce((sum, one) => sum + one.population, 0)
    return {
      number,
      name: base.settlement_name,
      base: base.id,
      base_name: base.name,
      population,
      certainty: own.some((one) => one.certainty === 'estimated') ? 'estimated' : 'counted',
      lower: LOWER,
      upper: UPPER,
      status: statusOf(population),
      units: own.length,
      area_km2: own.length * 371.4,
      travel_max_m: 61_300,
      travel_mean_m: 18_450,
      worker: workers[number] ?? null,
      settlements: own.map((one) => one.settlement_name),
      infrastructure: PLACES.filter((place) => place.site === number).length,
    }
  })
}

export function makePlan(id: string, title: string, version: number, assignment: Record<string, number>, workers: Record<number, Worker | null>): Plan {
  const sites = summaries(assignment, workers)
  return {
    id,
    municipality: 'vagay',
    title,
    status: 'draft',
    sites: sites.map(({ number, name, base, worker }) => ({ number, name, base, worker: worker?.id ?? null })),
    assignment,
    violations: sites
      .filter((site) => site.status !== 'within')
      .map((site) => ({
        code: `site.${site.status}_${site.status === 'above' ? 'upper' : 'lower'}`,
        site: site.number,
        units: ['s1'],
        population: site.population,
        norm: { lower: LOWER, upper: UPPER },
        reason: `В участке ${site.population} человек при норме от ${LOWER} до ${UPPER}; село Вагай одно больше верхней границы и не делится.`,
        reason_en: `The site has ${site.population} people against ${LOWER} to ${UPPER}; the village of Вагай alone exceeds the upper bound and cannot be split.`,
        proven: true,
      })),
    figures: { sites: sites.length, sites_bound: 5, travel_per_person: 14_320, cut_edges: 21, split_settlements: 0, split_rural_settlements: 2 },
    origin: {
      norm_profile: 'yugra-2008',
      objectives: ['travel'],
      proof: {
        why_sites: [{ ru: 'Вся территория: 22532 чел. не помещаются в 4 уч. не больше 5000 чел. каждый, нужно не менее 5.', en: 'The whole territory: 22532 people do not fit into 4 sites of at most 5000 each, so 5 are needed.' }],
        travel: { found: 14_100, at_least: 13_900, optimal: false },
        advice: [{ text: { ru: 'Разделить «село Вагай» по улицам или кварталам: частей нужно не меньше 2.', en: 'Split “Vagai” into at least 2 parts, by streets or blocks.' }, units: ['s1'], sufficient: false }],
      },
      seed: 1,
      iterations: 20_000,
      program_version: '0.1.0',
      made_at: '2026-11-20T09:30:00Z',
      search_ms: 1840,
      redrawn_from: null,
    },
    version,
    norms: [{ place: 'district', lower: LOWER, upper: UPPER }],
    site_summaries: sites,
  }
}

export function shapesOf(plan: Plan): SiteShapes {
  return {
    type: 'FeatureCollection',
    features: plan.site_summaries.map((site) => ({
      type: 'Feature',
      properties: { number: site.number, name: site.name, population: site.population, status: site.status, color_index: site.number - 1 },
      geometry: {
        type: 'MultiPolygon',
        coordinates: UNITS.features
          .filter((one) => plan.assignment[one.properties.id] === site.number)
          .map((one) => (one.geometry.type === 'Polygon' ? one.geometry.coordinates : [])),
      },
    })),
  }
}

export const summaryOf = (plan: Plan): PlanSummary => ({
  id: plan.id,
  title: plan.title,
  status: plan.status,
  created_at: plan.origin.made_at,
  version: plan.version,
  figures: plan.figures,
  sites: plan.sites.length,
  violations: plan.violations.length,
  legal: plan.violations.length === 0,
})

export function siteWeek(plan: Plan, site: number): SiteSchedule {
  const own = UNITS.features.map((one) => one.properties).filter((one) => plan.assignment[one.id] === site)
  const base = own.reduce((a, b) => (b.population > a.population ? b : a))
  const stops = own.filter((one) => one.id !== base.id)
  const days = [0, 1].flatMap((week) => [1, 3].map((weekday) => ({ week, weekday })))
  return {
    site,
    base: { unit: base.id, name: base.name, lon: base.lon, lat: base.lat },
    rounds: stops.length === 0 ? [] : days.map((day, d) => ({
      site,
      day,
      departure: 30_600,
      stops: [stops[d % stops.length], stops[(d + 3) % stops.length]].flatMap((one, i) => (one ? [{
        unit: one.id,
        leg_distance: 21_400 + i * 4000,
        leg_time: 1900,
        arrival: 32_500 + i * 7600,
        service: 4800,
        departure: 37_300 + i * 8000,
        start: 32_500 + i * 7600,
        name: one.name,
        lon: one.lon,
        lat: one.lat,
        population: one.population,
      }] : [])),
      return_distance: 30_500,
      return_time: 2500,
      arrival: 52_000,
      lunch: { place: { at: 'stop' as const, stop: 1 }, from: 43_200, until: 46_800 },
      path: null,
    })),
    unserved: stops.slice(0, 1).map((one) => ({
      site,
      unit: one.id,
      visits_required: 2,
      visits_planned: 1,
      cause: 'no_road_in_season' as const,
      reason: 'Летом дороги нет: село за рекой, паром не ходит. Поможет катер или выезд зимой.',
      reason_en: 'There is no road in summer: the village lies across the river and no ferry runs. A boat or a winter round would help.',
    })),
    reception_days: [0, 1].flatMap((week) => [0, 2, 4].map((weekday) => ({ week, weekday }))),
  }
}

export const FLEET: FleetReport = {
  schedule: 'sch1',
  season: 'summer',
  days: [0, 1].flatMap((week) => [0, 1, 2, 3, 4].map((weekday) => {
    const vehicles = [0, 3, 1, 4, 0][weekday] ?? 0
    return {
      day: { week, weekday },
      vehicles,
      shared_by: Array.from({ length: vehicles }, (_, i) => (i === 0 ? [2, 3] : [i + 2])),
      distance: vehicles * 83_000,
      time: vehicles * 25_200,
    }
  })),
  peak: 4,
  lower_bound: 3,
  bound_reason: 'Во вторник и четверг дороги занимают 21 час 40 минут, а одна машина может быть в пути не больше 8 часов 42 минут в день.',
  bound_reason_en: 'Rounds take 21 h 40 min on Tuesdays and Thursdays, and a vehicle can be out for 8 h 42 min a day at most.',
  distance: 1_328_000,
  time: 403_200,
  uses: [],
}
