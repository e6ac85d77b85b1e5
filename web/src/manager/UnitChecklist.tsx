import { useSignal } from '@preact/signals'
import type { Plan } from '../api/types'
import { number, t } from '../i18n'
import { Field } from '../ui/Field'
import { type Desk, toggleUnit } from './desk'

const SHOWN_MAX = 200

/** Every unit as a check box: the map's selection by list and keyboard. */
export function UnitChecklist({ desk, plan, label }: { desk: Desk; plan: Plan; label?: string }) {
  const words = t.value.redraw
  const filter = useSignal('')
  const assignment = desk.assignment.value
  const selection = desk.selection.value
  const wanted = filter.value.trim().toLocaleLowerCase('ru')
  const units = [...desk.unitById.value.values()]
    .filter((unit) => plan.assignment[unit.id] !== undefined)
    .filter((unit) => wanted === '' || unit.name.toLocaleLowerCase('ru').includes(wanted) || `№ ${assignment[unit.id]}` === wanted)
    .sort((a, b) => (assignment[a.id] ?? 0) - (assignment[b.id] ?? 0) || b.population - a.population)
  return (
    <fieldset class="checklist">
      <legend>
        {label ?? words.listLabel} · {words.selected(selection.size)}
      </legend>
      <Field
        label={words.filter}
        type="search"
        value={filter.value}
        onInput={(event) => {
          filter.value = event.currentTarget.value
        }}
      />
      <ul class="checks" role="list">
        {units.slice(0, SHOWN_MAX).map((unit) => (
          <li key={unit.id}>
            <label class="check">
              <input type="checkbox" checked={selection.has(unit.id)} onChange={() => toggleUnit(desk, unit.id)} />
              <span class="check-name">{unit.name}</span>
              <span class="figure">{number(unit.population)}</span>
              <span class="check-site">№ {assignment[unit.id]}</span>
            </label>
          </li>
        ))}
      </ul>
      {selection.size > 0 && (
        <button
          type="button"
          class="button"
          onClick={() => {
            desk.selection.value = new Set()
          }}
        >
          {words.clear}
        </button>
      )}
    </fieldset>
  )
}
