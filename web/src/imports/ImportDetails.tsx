import { useId } from 'preact/hooks'
import { t } from '../i18n'
import { Field } from '../ui/Field'
import type { ImportDraft } from './importForm'

function TextArea(props: { label: string; hint: string; value: string; onInput: (value: string) => void }) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea id={id} rows={3} aria-describedby={`${id}-hint`} value={props.value} onInput={(event) => props.onInput(event.currentTarget.value)} />
      <p id={`${id}-hint`} class="hint">
        {props.hint}
      </p>
    </div>
  )
}

/** What most imports do not need: columns by other names, sources, the official total, the boundary relation. */
export function ImportDetails({ draft, onChange }: { draft: ImportDraft; onChange: (change: Partial<ImportDraft>) => void }) {
  const words = t.value.imports
  return (
    <details>
      <summary>{words.detail}</summary>
      <div class="file-grid file-grid-bare">
        <TextArea label={words.attribution} hint={words.attributionHint} value={draft.attribution} onInput={(attribution) => onChange({ attribution })} />
        <TextArea label={words.mapping} hint={words.mappingHint} value={draft.mapping} onInput={(mapping) => onChange({ mapping })} />
        <Field
          label={words.populationColumn}
          hint={words.populationColumnHint}
          value={draft.populationColumn}
          onInput={(event) => onChange({ populationColumn: event.currentTarget.value })}
        />
        <Field label={words.clip} hint={words.clipHint} inputMode="numeric" value={draft.clip} onInput={(event) => onChange({ clip: event.currentTarget.value })} />
        <Field label={words.officialPersons} inputMode="numeric" value={draft.officialPersons} onInput={(event) => onChange({ officialPersons: event.currentTarget.value })} />
        <Field label={words.officialYear} inputMode="numeric" value={draft.officialYear} onInput={(event) => onChange({ officialYear: event.currentTarget.value })} />
      </div>
    </details>
  )
}
