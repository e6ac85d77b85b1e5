import { t } from '../i18n'
import { countOf, withLock, withoutAt, withoutPin } from './conditions'
import { type Desk, wish } from './desk'

interface Row {
  text: string
  remove: () => void
}

function rows(desk: Desk): Row[] {
  const words = t.value.conditions
  const wishes = desk.wishes.value
  const units = desk.unitById.value
  const names = (ids: string[]) => ids.map((id) => units.get(id)?.name ?? id).join(', ')
  const sets = wishes.together.map((set, at) => ({
    text: words.said.together(names(set)),
    remove: () => wish(desk, (w) => withoutAt(w, 'together', at)),
  }))
  const pairs = (['apart', 'barriers', 'crossings'] as const).flatMap((kind) =>
    wishes[kind].map((pair, at) => ({ text: words.said[kind](names(pair)), remove: () => wish(desk, (w) => withoutAt(w, kind, at)) })),
  )
  const pins = Object.entries(wishes.pinned).map(([unit, site]) => ({
    text: words.said.pinned(names([unit]), site),
    remove: () => wish(desk, (w) => withoutPin(w, unit)),
  }))
  const locks = wishes.locked.map((site) => ({ text: words.said.locked(site), remove: () => wish(desk, (w) => withLock(w, site, false)) }))
  const layers = wishes.catchments.map((one, at) => ({
    text: words.said.catchment(one.name, one.units.length),
    remove: () => wish(desk, (w) => withoutAt(w, 'catchments', at)),
  }))
  return [...sets, ...pairs, ...pins, ...locks, ...layers]
}

/** The conditions in words, each with its way out. */
export function ConditionList({ desk, readOnly = false }: { desk: Desk; readOnly?: boolean }) {
  const words = t.value.conditions
  if (countOf(desk.wishes.value) === 0) return readOnly ? null : <p class="notice">{words.none}</p>
  return (
    <ul class="conditions" aria-label={words.list}>
      {rows(desk).map((row) => (
        <li key={row.text}>
          <span>{row.text}</span>
          {!readOnly && (
            <button type="button" class="button button-quiet" aria-label={words.removeNamed(row.text)} onClick={row.remove}>
              {t.value.app.remove}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
