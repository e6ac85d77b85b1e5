import { useSignal } from '@preact/signals'
import type { Plan } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Icon } from '../ui/Icon'
import { Select } from '../ui/Select'
import { CopyButton } from './CopyButton'
import { type Desk, discardSteps, isEditable, moveSelection, redoStep, saveMoves, undoStep } from './desk'
import { EffectList } from './EffectList'
import { StaleNotice } from './StaleNotice'
import { UnitChecklist } from './UnitChecklist'

function Steps({ desk }: { desk: Desk }) {
  const words = t.value.redraw
  const units = desk.unitById.value
  const steps = desk.history.value.done
  if (steps.length === 0) return <p class="small">{words.nothing}</p>
  return (
    <ol class="steps">
      {steps.map((step, i) => (
        <li key={i}>{words.moveNamed(step.units.map((unit) => units.get(unit)?.name ?? unit).join(', '), step.to)}</li>
      ))}
    </ol>
  )
}

function MoveForm({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.redraw
  const target = useSignal(String(plan.site_summaries[0]?.number ?? 1))
  const count = desk.selection.value.size
  return (
    <div class="move-form">
      <Select
        label={words.target}
        value={target.value}
        options={plan.site_summaries.map((site) => ({ value: String(site.number), label: `№ ${site.number} — ${site.name}` }))}
        onChange={(value) => {
          target.value = value
        }}
      />
      <button type="button" class="button button-main" disabled={count === 0} onClick={() => moveSelection(desk, Number(target.value))}>
        {words.move}
        {count > 0 && ` (${count})`}
      </button>
    </div>
  )
}

/** Moving units between sites, judged at once by the server and saved on demand. */
export function RedrawPanel({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.redraw
  const saved = useSignal(false)
  const { done, undone } = desk.history.value
  if (!isEditable(desk)) {
    return (
      <div class="notice">
        <p>{words.locked}</p>
        <CopyButton desk={desk} plan={plan} />
      </div>
    )
  }
  const save = async () => {
    saved.value = await saveMoves(desk)
  }
  return (
    <div class="redraw">
      <h2>{words.title}</h2>
      <p class="small">{words.lead}</p>
      {desk.restored.value && done.length > 0 && <p class="notice">{words.restored}</p>}
      <UnitChecklist desk={desk} plan={plan} />
      <MoveForm desk={desk} plan={plan} />
      <div class="toolbar" role="group" aria-label={words.title}>
        <button type="button" class="button" disabled={done.length === 0} onClick={() => undoStep(desk)}>
          <Icon name="undo" />
          {words.undo}
        </button>
        <button type="button" class="button" disabled={undone.length === 0} onClick={() => redoStep(desk)}>
          <Icon name="redo" />
          {words.redo}
        </button>
        <button type="button" class="button" disabled={done.length === 0} onClick={() => discardSteps(desk)}>
          {words.discard}
        </button>
      </div>
      <Steps desk={desk} />
      <EffectList desk={desk} plan={plan} />
      <StaleNotice desk={desk} />
      {desk.error.value && <ErrorNotice error={desk.error.value} />}
      <p role="status">{saved.value && desk.moves.value.length === 0 ? words.saved : desk.moves.value.length > 0 ? words.pending(desk.moves.value.length) : ''}</p>
      <button type="button" class="button button-main" disabled={desk.moves.value.length === 0 || desk.saving.value} onClick={() => void save()}>
        {words.save}
      </button>
    </div>
  )
}
