// The nouns of the HTTP contract, as the server serialises them.
import type { Feature, FeatureCollection, LineString, MultiPolygon, Polygon } from 'geojson'

export type Role = 'manager' | 'worker' | 'planner'
export interface User {
  login: string
  name: string
  role: Role
  municipality?: string | null
  site?: number | null
}

export interface Problem {
  code: string
  pointer: string
  cause: string
  action: string
}

export type Certainty = 'counted' | 'estimated'
export type MunicipalityKind = 'urban_okrug' | 'district'
export type PlaceKind = 'urban_okrug' | 'district' | 'urban_type_settlement' | 'isolated'
export type Bounds = [west: number, south: number, east: number, north: number]

export interface PublicMunicipality {
  id: string
  name: string
  kind: MunicipalityKind
  bounds: Bounds
  attribution: string[]
  approved_plan?: string | null
}

export interface OfficialFigure {
  persons: number
  year: number
  source: string
}

export interface MunicipalitySummary {
  id: string
  name: string
  kind: MunicipalityKind
  isolated: boolean
  bounds: Bounds
  population: number
  population_certainty: Certainty
  settlements: number
  units: number
  plans: number
  attribution: string[]
  official_population?: OfficialFigure | null
}

export interface MunicipalityDetails extends MunicipalitySummary {
  norm_profile?: string | null
  roads_km?: number
  infrastructure: number
}

export interface UnitProperties {
  id: string
  name: string
  kind: 'settlement' | 'block' | 'street' | 'house_group'
  settlement: string
  settlement_name: string
  population: number
  certainty: Certainty
  place: PlaceKind
  lon: number
  lat: number
}
export type UnitFeature = Feature<Polygon | MultiPolygon, UnitProperties>
export type UnitCollection = FeatureCollection<Polygon | MultiPolygon, UnitProperties>

export interface SiteShapeProperties {
  number: number
  name: string
  population: number
  status: NormStatus
  color_index: number
}
export type SiteShapes = FeatureCollection<Polygon | MultiPolygon, SiteShapeProperties>

export type NormStatus = 'within' | 'below' | 'above'
export interface PlaceNorm {
  place: PlaceKind
  lower: number
  upper: number
}
export interface NormProfile {
  id: string
  title: string
  regulation: string
  assumed: boolean
  persons_per_post: number | null
  bounds: PlaceNorm[]
}
export interface VisitProfile {
  id: string
  title: string
  source: string
  field_days_max: number
  cycle_weeks: number
}

export interface Worker {
  id: string
  municipality: string
  full_name: string
  telephone: string
  reception_address: string
  reception_hours: string
}

export const INFRASTRUCTURE_KINDS = [
  'school',
  'hospital',
  'clinic',
  'fap',
  'pharmacy',
  'police',
  'post',
  'library',
  'culture_house',
  'shop',
  'townhall',
  'social_facility',
] as const
export type InfrastructureKind = (typeof INFRASTRUCTURE_KINDS)[number]
export interface InfrastructureInput {
  kind: InfrastructureKind
  full_name: string
  address: string
  telephone: string
  head: string
  note: string
  location: { lon: number; lat: number }
}
export interface InfrastructurePoint extends InfrastructureInput {
  id: string
  edited_by_hand: boolean
  site?: number | null
}

export type PlanStatusName = 'draft' | 'submitted' | 'approved' | 'archived'
export interface PlanFigures {
  sites: number
  sites_bound: number
  travel_per_person: number
  /** To the place of each site where the ways are shortest; plans of older versions do not say. */
  travel_to_best?: number
  cut_off?: number
  cut_edges: number
  split_settlements: number
  split_rural_settlements: number
  split_streets?: number
  street_parts_extra?: number
  smallest_site?: number
  largest_site?: number
}
export type VariantAim = 'fewest_sites' | 'shortest_travel' | 'best_balance' | 'least_change' | 'compromise'
export interface PlanVariant {
  series: string
  aim: VariantAim
}
export interface Sentence {
  ru: string
  en: string
}
export interface Advice {
  text: Sentence
  units: string[]
  sufficient: boolean
}
export const PLAN_OBJECTIVES = ['travel', 'cut_edges', 'border_length', 'balance', 'whole_settlements', 'least_change'] as const
export type PlanObjective = (typeof PLAN_OBJECTIVES)[number]
export interface Catchment {
  name: string
  units: string[]
}
/** What a plan has to keep beside the norm. */
export interface PlanConditions {
  together?: string[][]
  apart?: [string, string][]
  barriers?: [string, string][]
  crossings?: [string, string][]
  pinned?: Record<string, number>
  locked?: Record<number, string[]>
  catchments?: Catchment[]
}
export interface PlanSummary {
  id: string
  title: string
  status: PlanStatusName
  created_at: string
  version: number
  figures: PlanFigures
  sites: number
  violations: number
  legal: boolean
  variant?: PlanVariant
  people_moved?: number
}
export interface DeclaredViolation {
  code: string
  site: number | null
  units: string[]
  population: number
  norm: { lower: number; upper: number }
  reason: string
  reason_en: string
  proven: boolean
}
export type StreetSide = 'both' | 'odd' | 'even' | 'unnumbered'
/** Houses of a side that follow each other. */
export interface HouseRun {
  side: StreetSide
  first: string
  last: string
}
/** The part of a street that lies in a site. */
export interface SiteStreet {
  street: string
  whole: boolean
  runs: HouseRun[]
  houses: number
  population: number
}
export interface SiteSummary {
  number: number
  name: string
  base: string
  base_name: string
  population: number
  certainty: Certainty
  lower: number
  upper: number
  status: NormStatus
  units: number
  area_km2: number
  travel_max_m: number
  travel_mean_m: number
  worker?: Worker | null
  settlements: string[]
  streets?: SiteStreet[]
  /** Where the base could move so that the ways become shorter. */
  better_base?: { unit: string; name: string; saved_m: number }
  infrastructure: number
  /** Half a post or a whole one, under a norm that counts in posts. */
  post?: number
}
export interface Plan {
  id: string
  municipality: string
  title: string
  status: PlanStatusName
  order_number?: string
  order_date?: string
  sites: { number: number; name: string; base: string; worker: string | null }[]
  assignment: Record<string, number>
  violations: DeclaredViolation[]
  figures: PlanFigures
  origin: {
    norm_profile: string
    objectives: PlanObjective[]
    conditions?: PlanConditions
    based_on?: string
    people_moved?: number
    proof: {
      why_sites?: Sentence[]
      outside?: { found: number; at_least: number }
      travel?: { found: number; at_least: number; optimal: boolean }
      advice?: Advice[]
    }
    variant?: PlanVariant
    seed: number
    iterations: number
    program_version: string
    made_at: string
    search_ms: number
    redrawn_from: string | null
  }
  version: number
  norms: PlaceNorm[]
  site_summaries: SiteSummary[]
}

export interface Move {
  unit: string
  to: number
}
export interface Evaluation {
  sites: { number: number; population: number; lower: number; upper: number; status: NormStatus; connected: boolean }[]
  problems: { code: string; cause: string; cause_en: string; units: string[] }[]
  travel_delta_m: number
  people_moved: number
}
export interface PlanChange {
  moves?: Move[]
  title?: string
  bases?: { site: number; unit: string }[]
  workers?: { site: number; worker: string | null }[]
}
export interface PlanCheck {
  violations: { code: string; site?: number | null; units: string[]; cause: string; cause_en: string; declared: boolean }[]
  checked_at: string
  ok: boolean
}
export interface PlanComparison {
  people_moved: number
  units_moved: { unit: string; name: string; population: number; from: number; to: number }[]
  figures: { a: PlanFigures; b: PlanFigures }
}
export interface PartitionRequest {
  norm_profile: string
  sites: 'min' | 'free' | number | { posts: number }
  objectives: PlanObjective[]
  conditions?: Omit<PlanConditions, 'locked'>
  start?: string
  locked?: number[]
  variants?: 'aims' | 'change_curve'
  prove?: boolean
}
export interface Proposal {
  moves: Move[]
  people_moved: number
}

export type Season = 'summer' | 'winter' | 'thaw'
export const SEASONS: Season[] = ['summer', 'winter', 'thaw']
export interface ScheduleSummary {
  id: string
  season: Season
  cycle_weeks: number
  rounds: number
  unserved: number
  distance_m: number
  created_at: string
}
export interface CycleDay {
  week: number
  weekday: number
}
export interface Stop {
  unit: string
  leg_distance: number
  leg_time: number
  arrival: number
  /** Begin of the work: later than the arrival when lunch comes first or the place is not open yet. */
  start: number
  service: number
  departure: number
  name: string
  lon: number
  lat: number
  population: number
}
/** At the base before leaving, at a stop, or on the road to a stop, counted from 0. */
export interface Lunch {
  place: { at: 'base' } | { at: 'stop' | 'road'; stop: number }
  from: number
  until: number
}
export interface Round {
  site: number
  day: CycleDay
  departure: number
  stops: Stop[]
  return_distance: number
  return_time: number
  arrival: number
  lunch: Lunch | null
  /** Its vehicle, with the ways from and to the garage. */
  vehicle?: { id: string; out_distance: number; out_time: number; home_distance: number; home_time: number; ride?: { out: string; home: string } }
  vehicle_title?: string
  path?: LineString | Feature<LineString> | null
}
export interface Unserved {
  site: number
  unit: string
  name?: string
  visits_required: number
  visits_planned: number
  cause: 'no_road_in_season' | 'road_closed' | 'beyond_working_day' | 'field_days_full' | 'off_network' | 'not_visited' | 'hours' | 'no_vehicle' | 'vehicles_taken' | 'no_ride' | 'rides_outside_day' | 'home_visits'
  reason: string
  reason_en: string
}
/** A place where nobody can drive through. */
export interface Closure {
  lon: number
  lat: number
  note: string
}
export interface CarlessDay {
  site: number
  day: CycleDay
}
/** What a schedule takes as given beside territory, plan and season. */
/** Hours of a reception point, in seconds of the day; every weekday when none is named. */
export interface OpeningHours {
  unit: string
  weekday: number | null
  from: number
  until: number
}
export interface Appointment {
  unit: string
  day: CycleDay
  begin: number
}
export interface Circumstances {
  closures: Closure[]
  carless: CarlessDay[]
  not_visited: string[]
  opening?: OpeningHours[]
  appointments?: Appointment[]
  /** One vehicle of its entry each; without a day, on every day. */
  out_of_order?: VehicleOff[]
}
export interface VehicleOff {
  vehicle: string
  day: CycleDay | null
}
/** How a replanned schedule differs from the published one for one settlement. */
export interface ScheduleChange {
  site: number
  unit: string
  name: string
  cause: string
  reason: string
  reason_en: string
}
/** One way to make an unplanned visit today. */
export interface EmergencyOption {
  site: number
  from_base: boolean
  needs_vehicle: boolean
  vehicle?: string
  after_stop: string | null
  on_the_spot: boolean
  start: number
  back: number
  extra_drive: number
  overtime: number
  delayed: { unit: string; before: number; after: number }[]
  put_off: string | null
}
export interface EmergencyAnswer {
  options: EmergencyOption[]
  unit_names: Record<string, string>
  site_names: Record<string, string>
}
/** One date of a site on the calendar. */
export interface SiteDate {
  date: string
  day: CycleDay | null
  is_working: boolean
  has_round: boolean
  moved_to: string | null
}
export interface SiteDates {
  dates: SiteDate[]
  calendar: string
  calendar_is_complete: boolean
}
/** How a visit order is met: by a round in time, else by extra visits, cheapest first. */
export interface OrderAnswer {
  deadline: string
  calendar_is_complete: boolean
  planned: { date: string; site: number; arrival: number } | null
  extra: { date: string; option: EmergencyOption }[]
  unit_names: Record<string, string>
  site_names: Record<string, string>
}
export interface Schedule {
  id: string
  plan: string
  season: Season
  cycle_weeks: number
  /** By site, then day. */
  rounds: { site: number }[]
  unserved: Unserved[]
  vehicles?: Vehicle[]
  circumstances: Circumstances
  replanned?: { from: string; changes: ScheduleChange[] }
  unit_names: Record<string, string>
  site_names: Record<string, string>
  origin: { visit_profile: string; speed_profile: string; made_at: string }
}
export interface SiteSchedule {
  site: number
  base: { unit: string; name: string; lon: number; lat: number }
  rounds: Round[]
  unserved: Unserved[]
  reception_days: CycleDay[]
}
export interface FleetDay {
  day: CycleDay
  vehicles: number
  shared_by: number[][]
  /** The vehicle of the list that each of these is. */
  taken?: string[]
  distance: number
  time: number
}
export interface FleetReport {
  schedule: string
  days: FleetDay[]
  peak: number
  lower_bound: number
  bound_reason: string
  bound_reason_en: string
  distance: number
  time: number
  season: Season
  uses: VehicleUse[]
}

/** Kinds that are filled in by hand; lines of public transport come from timetables. */
export const VEHICLE_KINDS = ['institution', 'head', 'private'] as const
export type VehicleKind = (typeof VEHICLE_KINDS)[number] | 'public'
/** A leg of a boat or an aircraft: metres and seconds. */
export interface StatedLeg {
  from: string
  to: string
  distance: number
  time: number
  one_way: boolean
}
/** A trip of a line; times of day in seconds. */
export interface LineTrip {
  id: string
  weekdays: number[]
  calls: { settlement: string; arrives: number; departs: number }[]
}
/** Vehicles that are alike. Times of day in seconds, prices in kopecks. */
export interface VehicleInput {
  kind: VehicleKind
  title: string
  count: number
  bases: string[]
  garage: string | null
  weekdays: number[]
  seasons: Season[]
  driver: { from: number; until: number } | null
  speeds: string
  legs?: StatedLeg[]
  trips?: LineTrip[]
  price: { km: number; hour: number; day: number }
}
export interface Vehicle extends VehicleInput {
  id: string
}
/** How a schedule uses one entry of its list. */
export interface VehicleUse {
  vehicle: string
  title: string
  kind: VehicleKind
  available: number
  used: number
  days: number
  distance: number
  time: number
  cost: number
  sites: number[]
}
export interface SpeedProfile {
  id: string
  title: string
  title_en: string
}

export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
export interface Job {
  id: string
  kind: string
  state: JobState
  progress: number
  message: string
  result?: { plan?: string; plans?: string[]; schedule?: string; municipality?: string } | null
  problems?: Problem[] | null
  created_at: string
  started_at?: string | null
  finished_at?: string | null
}

export interface LookupAnswer {
  unit: string
  settlement: string
  name: string
  site?: { number: number; name: string } | null
  worker?: Worker | null
  reception?: string | null
}

export interface Explanation {
  facts: Sentence[]
  help: { text: Sentence; served: string[]; day_length: number | null }[]
}
