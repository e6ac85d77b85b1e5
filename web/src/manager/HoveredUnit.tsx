import { number, t } from '../i18n'
import type { Desk } from './desk'

/** What lies under the pointer; the lists say the same to those who use none. */
export function HoveredUnit({ desk }: { desk: Desk }) {
  const unit = desk.hovered.value === null ? undefined : desk.unitById.value.get(desk.hovered.value)
  if (!unit) return null
  const site = desk.assignment.value[unit.id]
  return (
    <p class="map-hover" aria-hidden="true">
      <strong>{unit.name}</strong>
      <br />
      {number(unit.population)} {t.value.measure.people}
      {unit.certainty === 'estimated' && ` (${t.value.app.estimate})`}
      {site !== undefined && ` · ${t.value.manager.siteN(site)}`}
    </p>
  )
}
