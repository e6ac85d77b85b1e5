// The manager's desk: everything the page and its map show, as signals, and the actions on them.
import { batch, computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals'
import { ApiError } from '../api/client'
import * as territory from '../api/municipalities'
import * as plans from '../api/plans'
import type {
  Evaluation,
  InfrastructurePoint,
  Move,
  MunicipalityDetails,
  Plan,
  PlanSummary,
  SiteShapes,
  SiteSummary,
  UnitCollection,
  UnitProperties,
} from '../api/types'
import { siteColours } from '../map/borders'
import { SITE_COLORS } from '../map/palette'
import { setQuery } from '../router'
import { asApiError, type Loader, loader } from '../ui/resource'
import { keepWishes, keptWishes, NO_WISHES, type Wishes, wishesOf } from './conditions'
import { planToOpen } from './planToOpen'
import { addStep, applied, type Assignment, type EditHistory, keepEdits, keptEdits, movesOf, NO_EDITS, redo, undo } from './edits'

export type TabKey = 'sites' | 'redraw' | 'conditions' | 'places' | 'compare' | 'order'

const EVALUATE_AFTER_MS = 200

export interface PlanOnDesk {
  plan: Plan
  etag: string
  shapes: SiteShapes
}

export interface Desk {
  municipality: string
  details: Loader<MunicipalityDetails>
  units: Loader<UnitCollection>
  plans: Loader<PlanSummary[]>
  current: Loader<PlanOnDesk>
  places: Loader<InfrastructurePoint[]>
  planId: Signal<string | null>
  tab: Signal<TabKey>
  site: Signal<number | null>
  selection: Signal<ReadonlySet<string>>
  /** Units that a reason or an advice speaks of, shown on the map. */
  pointed: Signal<ReadonlySet<string>>
  /** What the next plan has to keep beside the norm. */
  wishes: Signal<Wishes>
  /** True while the dialog for a new plan is open. */
  making: Signal<boolean>
  history: Signal<EditHistory>
  restored: Signal<boolean>
  moves: ReadonlySignal<Move[]>
  assignment: ReadonlySignal<Assignment>
  evaluation: Signal<Evaluation | null>
  evaluating: Signal<boolean>
  saving: Signal<boolean>
  error: Signal<ApiError | null>
  /** True after a save met a newer version on the server. */
  stale: Signal<boolean>
  /** Waits for a click on the map when set. */
  pick: Signal<((at: { lon: number; lat: number }) => void) | null>
  picked: Signal<{ lon: number; lat: number } | null>
  /** The unit under the pointer. */
  hovered: Signal<string | null>
  /** The institution that the list and the map point at. */
  place: Signal<string | null>
  unitById: ReadonlySignal<Map<string, UnitProperties>>
  /** Colour of every site of the saved plan, by number. */
  colours: ReadonlySignal<Map<number, number>>
}

export function openDesk(municipality: string): Desk {
  const units = loader<UnitCollection>()
  const current = loader<PlanOnDesk>()
  const history = signal<EditHistory>(NO_EDITS)
  const saved = computed<Assignment>(() => current.now.value.value?.plan.assignment ?? {})
  const moves = computed(() => movesOf(history.value, saved.value))
  return {
    municipality,
    details: loader(),
    units,
    plans: loader(),
    current,
    places: loader(),
    planId: signal<string | null>(null),
    tab: signal<TabKey>('sites'),
    site: signal<number | null>(null),
    selection: signal<ReadonlySet<string>>(new Set()),
    pointed: signal<ReadonlySet<string>>(new Set()),
    wishes: signal<Wishes>(NO_WISHES),
    making: signal(false),
    history,
    restored: signal(false),
    moves,
    assignment: computed(() => applied(saved.value, moves.value)),
    evaluation: signal<Evaluation | null>(null),
    evaluating: signal(false),
    saving: signal(false),
    error: signal<ApiError | null>(null),
    stale: signal(false),
    pick: signal(null),
    picked: signal(null),
    hovered: signal(null),
    place: signal(null),
    colours: computed(() => {
      const all = units.now.value.value
      return all ? siteColours(all, (unit) => saved.value[unit], SITE_COLORS.length) : new Map<number, number>()
    }),
    unitById: computed(() => new Map((units.now.value.value?.features ?? []).map((unit) => [unit.properties.id, unit.properties]))),
  }
}

async function fetchPlan(id: string): Promise<PlanOnDesk> {
  const [answer, shapes] = await Promise.all([plans.plan(id), plans.siteShapes(id)])
  return { plan: answer.data, etag: answer.etag ?? String(answer.data.version), shapes }
}

export async function loadPlaces(desk: Desk): Promise<void> {
  await desk.places.load(() => territory.infrastructure(desk.municipality, desk.planId.peek()))
}

/** Brings the plan's present version from the server; unsaved steps stay. */
export async function reloadPlan(desk: Desk): Promise<void> {
  const id = desk.planId.peek()
  if (id === null) return
  await desk.current.load(() => fetchPlan(id))
  desk.stale.value = false
  desk.error.value = null
}

export async function showPlan(desk: Desk, id: string | null): Promise<void> {
  // In one batch, or the steps of one plan would for a moment count as those of another.
  batch(() => {
    desk.planId.value = id
    desk.site.value = null
    desk.selection.value = new Set()
    desk.pointed.value = new Set()
    desk.wishes.value = (id === null ? null : keptWishes(id)) ?? NO_WISHES
    desk.evaluation.value = null
    desk.stale.value = false
    desk.error.value = null
    desk.current.clear()
    desk.history.value = id === null ? NO_EDITS : keptEdits(id)
    desk.restored.value = desk.history.peek().done.length > 0
  })
  if (id === null) return
  setQuery({ plan: id })
  void loadPlaces(desk)
  await reloadPlan(desk)
  const conditions = desk.current.now.peek().value?.plan.origin.conditions
  if (conditions && keptWishes(id) === null) desk.wishes.value = wishesOf(conditions)
}

/** Changes what the next plan has to keep, and keeps it on this device. */
export function wish(desk: Desk, change: (wishes: Wishes) => Wishes): void {
  const id = desk.planId.peek()
  desk.wishes.value = change(desk.wishes.peek())
  desk.selection.value = new Set()
  if (id !== null) keepWishes(id, desk.wishes.peek())
}

/** Shows units on the map; none when they are shown already. */
export function pointAt(desk: Desk, units: string[]): void {
  const shown = desk.pointed.peek()
  const same = units.length === shown.size && units.every((unit) => shown.has(unit))
  desk.pointed.value = new Set(same ? [] : units)
}

export async function loadPlans(desk: Desk): Promise<void> {
  await desk.plans.load(() => plans.plansOf(desk.municipality))
}

/** Fetches all that the desk shows, with the plan asked for; returns the function that leaves it. */
export function startDesk(desk: Desk, asked: string | null): () => void {
  void desk.details.load(() => territory.municipality(desk.municipality))
  void desk.units.load(() => territory.units(desk.municipality))
  void loadPlans(desk).then(() => {
    const all = desk.plans.now.peek().value ?? []
    void showPlan(desk, asked !== null && all.some((plan) => plan.id === asked) ? asked : planToOpen(all))
  })
  const stopKeeping = effect(() => {
    const id = desk.planId.value
    if (id !== null) keepEdits(id, desk.history.value)
  })
  const stopJudging = judgeMoves(desk)
  return () => {
    stopKeeping()
    stopJudging()
  }
}

/** Asks the server what the moves would do, a moment after the last of them. */
function judgeMoves(desk: Desk): () => void {
  return effect(() => {
    const moves = desk.moves.value
    const id = desk.planId.value
    if (id === null || desk.current.now.value.value === undefined || moves.length === 0) {
      desk.evaluation.value = null
      desk.evaluating.value = false
      return undefined
    }
    const aborted = new AbortController()
    desk.evaluating.value = true
    const timer = window.setTimeout(() => {
      plans.evaluate(id, moves, aborted.signal).then(
        (evaluation) => {
          desk.evaluation.value = evaluation
          desk.evaluating.value = false
        },
        (cause: unknown) => {
          if (aborted.signal.aborted) return
          desk.evaluating.value = false
          desk.error.value = asApiError(cause)
        },
      )
    }, EVALUATE_AFTER_MS)
    return () => {
      window.clearTimeout(timer)
      aborted.abort()
    }
  })
}

export function toggleUnit(desk: Desk, unit: string): void {
  const next = new Set(desk.selection.peek())
  if (!next.delete(unit)) next.add(unit)
  desk.selection.value = next
}

export function moveSelection(desk: Desk, to: number): void {
  const units = [...desk.selection.peek()].filter((unit) => desk.assignment.peek()[unit] !== to).sort()
  if (units.length > 0) desk.history.value = addStep(desk.history.peek(), { units, to })
  desk.selection.value = new Set()
}

/** Makes moves that somebody proposed, a step for each site that they lead to. */
export function takeMoves(desk: Desk, moves: Move[]): void {
  const targets = [...new Set(moves.map((move) => move.to))].sort((a, b) => a - b)
  desk.history.value = targets.reduce(
    (history, to) => addStep(history, { units: moves.filter((move) => move.to === to).map((move) => move.unit), to }),
    desk.history.peek(),
  )
}

export const undoStep = (desk: Desk): void => {
  desk.history.value = undo(desk.history.peek())
}
export const redoStep = (desk: Desk): void => {
  desk.history.value = redo(desk.history.peek())
}
export function discardSteps(desk: Desk): void {
  desk.history.value = NO_EDITS
  desk.stale.value = false
  desk.error.value = null
}

/** Runs a change of the plan; a newer version on the server marks the desk stale and keeps the edits. */
export async function change(desk: Desk, act: (plan: Plan, etag: string) => Promise<unknown>): Promise<boolean> {
  const onDesk = desk.current.now.peek().value
  if (!onDesk) return false
  desk.saving.value = true
  desk.error.value = null
  try {
    await act(onDesk.plan, onDesk.etag)
    return true
  } catch (cause) {
    const error = asApiError(cause)
    if (error.status === 412) desk.stale.value = true
    else desk.error.value = error
    return false
  } finally {
    desk.saving.value = false
  }
}

export async function saveMoves(desk: Desk): Promise<boolean> {
  const moves = desk.moves.peek()
  const done = await change(desk, (plan, etag) => plans.changePlan(plan.id, { moves }, etag))
  if (!done) return false
  desk.history.value = NO_EDITS
  desk.restored.value = false
  await Promise.all([reloadPlan(desk), loadPlans(desk), loadPlaces(desk)])
  return true
}

/** A site as it would be with the unsaved moves, as far as the server has judged them. */
export function siteNow(desk: Desk, site: SiteSummary): SiteSummary {
  const judged = desk.evaluation.value?.sites.find((s) => s.number === site.number)
  if (!judged) return site
  const { population, lower, upper, status } = judged
  const post = 2 * population <= upper ? 0.5 : 1
  return { ...site, population, lower, upper, status, ...(site.post === undefined ? {} : { post }) }
}

export const isEditable = (desk: Desk): boolean => desk.current.now.value.value?.plan.status === 'draft'
