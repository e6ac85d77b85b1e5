import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { readCatchments } from '../api/plans'
import type { Plan, Problem } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { ProblemTable } from '../ui/ProblemTable'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { type PairKind, withLock, withPair, withPins, withTogether } from './conditions'
import { ConditionList } from './ConditionList'
import { type Desk, wish } from './desk'
import { UnitChecklist } from './UnitChecklist'

const PAIRS: PairKind[] = ['apart', 'barriers', 'crossings']

/** What can be asked of the units chosen. */
function ChosenButtons({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.conditions
  const site = useSignal(String(plan.site_summaries[0]?.number ?? 1))
  const chosen = [...desk.selection.value].sort()
  const [a, b] = chosen
  return (
    <fieldset class="form">
      <legend>{words.forChosen}</legend>
      <p class="small">{words.hint}</p>
      <div class="toolbar">
        <button type="button" class="button" disabled={chosen.length < 2} onClick={() => wish(desk, (w) => withTogether(w, chosen))}>
          {words.add.together}
        </button>
        {PAIRS.map((kind) => (
          <button
            key={kind}
            type="button"
            class="button"
            disabled={chosen.length !== 2}
            onClick={() => {
              if (a !== undefined && b !== undefined) wish(desk, (w) => withPair(w, kind, [a, b]))
            }}
          >
            {words.add[kind]}
          </button>
        ))}
      </div>
      <div class="move-form">
        <Select
          label={words.pinTo}
          value={site.value}
          options={plan.site_summaries.map((one) => ({ value: String(one.number), label: `№ ${one.number} — ${one.name}` }))}
          onChange={(value) => {
            site.value = value
          }}
        />
        <button type="button" class="button" disabled={chosen.length === 0} onClick={() => wish(desk, (w) => withPins(w, chosen, Number(site.value)))}>
          {words.add.pinned}
        </button>
      </div>
    </fieldset>
  )
}

function LockedSites({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.conditions
  const locked = desk.wishes.value.locked
  return (
    <fieldset class="form">
      <legend>{words.locked}</legend>
      <ul class="checks" role="list">
        {plan.site_summaries.map((site) => (
          <li key={site.number}>
            <label class="check">
              <input
                type="checkbox"
                checked={locked.includes(site.number)}
                onChange={(event) => {
                  const isLocked = event.currentTarget.checked
                  wish(desk, (w) => withLock(w, site.number, isLocked))
                }}
              />
              <span class="check-name">
                № {site.number} — {site.name}
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

function CatchmentFile({ desk }: { desk: Desk }) {
  const words = t.value.conditions
  const error = useSignal<ApiError | null>(null)
  const broken = useSignal(false)
  const problems = useSignal<Problem[]>([])
  const read = async (file: File) => {
    error.value = null
    broken.value = false
    problems.value = []
    try {
      const layer: unknown = JSON.parse(await file.text())
      const found = await readCatchments(desk.municipality, layer)
      problems.value = found.problems
      wish(desk, (w) => ({ ...w, catchments: found.catchments }))
    } catch (cause) {
      if (cause instanceof SyntaxError) broken.value = true
      else error.value = asApiError(cause)
    }
  }
  return (
    <div class="form">
      <Field
        label={words.catchmentFile}
        hint={words.catchmentHint}
        type="file"
        accept=".geojson,.json"
        error={broken.value ? words.notGeojson : undefined}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) void read(file)
        }}
      />
      {problems.value.length > 0 && <ProblemTable problems={problems.value} caption={t.value.errors.problems} />}
      {error.value && <ErrorNotice error={error.value} />}
    </div>
  )
}

/** Conditions on single places for the next plan: chosen on the map or in the list, kept on this device. */
export function ConditionsPanel({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.conditions
  return (
    <div class="redraw">
      <h2>{words.title}</h2>
      <p class="small">{words.lead}</p>
      <ConditionList desk={desk} />
      <button
        type="button"
        class="button button-main"
        onClick={() => {
          desk.making.value = true
        }}
      >
        {words.make}
      </button>
      <UnitChecklist desk={desk} plan={plan} label={words.choose} />
      <ChosenButtons desk={desk} plan={plan} />
      <LockedSites desk={desk} plan={plan} />
      <CatchmentFile desk={desk} />
    </div>
  )
}
