import { t } from '../i18n'
import { type Desk, pointAt } from './desk'

/** Shows on the map what a sentence speaks of, and takes it away again. */
export function PointButton({ desk, units }: { desk: Desk; units: string[] }) {
  if (units.length === 0) return null
  const shown = desk.pointed.value
  const pressed = units.length === shown.size && units.every((unit) => shown.has(unit))
  return (
    <p>
      <button type="button" class="button button-quiet" aria-pressed={pressed} onClick={() => pointAt(desk, units)}>
        {t.value.manager.pointAt}
      </button>
    </p>
  )
}
