import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { startImport } from '../api/jobs'
import type { Job } from '../api/types'
import { t } from '../i18n'
import { managerAddress } from '../router'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { JobProgress } from '../ui/JobProgress'
import { PageTitle } from '../ui/PageTitle'
import { asApiError } from '../ui/resource'
import { Select } from '../ui/Select'
import { FileField } from '../ui/FileField'
import { ImportDetails } from './ImportDetails'
import { FILE_PARTS, type FilePart, type ImportDraft, importForm, missing, NEW_IMPORT } from './importForm'

const TABLES = '.geojson,.json,.csv,.xlsx'
const ACCEPT: Record<FilePart, string> = {
  boundary: '.geojson,.json',
  settlements: TABLES,
  units: TABLES,
  addresses: '.csv,.xlsx',
  roads: '.geojson,.json',
  links: '.csv,.xlsx',
  junctions: TABLES,
  infrastructure: TABLES,
  osm_pbf: '.pbf',
}

function FileFields({ draft, onChange }: { draft: ImportDraft; onChange: (part: FilePart, file: File | undefined) => void }) {
  const words = t.value.imports
  const hints: Record<FilePart, string> = {
    boundary: words.boundaryHint,
    settlements: words.settlementsHint,
    units: words.unitsHint,
    addresses: words.addressesHint,
    roads: words.roadsHint,
    links: words.linksHint,
    junctions: words.junctionsHint,
    infrastructure: words.infrastructureHint,
    osm_pbf: words.osmHint,
  }
  return (
    <fieldset class="file-grid">
      <legend>{words.files}</legend>
      {FILE_PARTS.map((part) => (
        <FileField key={part} label={words[part]} hint={hints[part]} name={part} accept={ACCEPT[part]} file={draft.files[part]} onChange={(file) => onChange(part, file)} />
      ))}
    </fieldset>
  )
}

function Outcome({ job }: { job: Job }) {
  const words = t.value.imports
  return (
    <div class="notice notice-good" role="status">
      <p>{words.done}</p>
      {job.result?.municipality && (
        <a class="button button-main" href={managerAddress(job.result.municipality)}>
          {words.openMap}
        </a>
      )}
    </div>
  )
}

/** A municipality's own data: settings, files, progress, and every problem at once. What was chosen stays after a failure. */
export function ImportPage() {
  const words = t.value.imports
  const draft = useSignal<ImportDraft>(NEW_IMPORT)
  const job = useSignal<string | null>(null)
  const done = useSignal<Job | null>(null)
  const error = useSignal<ApiError | null>(null)
  const tried = useSignal(false)
  const lacks = tried.value ? missing(draft.value) : new Set<string>()
  const set = (change: Partial<ImportDraft>) => {
    draft.value = { ...draft.value, ...change }
  }
  const start = async () => {
    tried.value = true
    error.value = null
    done.value = null
    if (missing(draft.value).size > 0) return
    try {
      job.value = await startImport(importForm(draft.value))
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <div class="page">
      <PageTitle text={words.title} lead={words.lead} />
      <form
        class="form form-wide"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <fieldset class="file-grid">
          <legend>{words.settings}</legend>
          <Field
            label={words.id}
            hint={words.idHint}
            name="id"
            value={draft.value.id}
            error={lacks.has('id') ? words.needId : undefined}
            onInput={(event) => set({ id: event.currentTarget.value })}
          />
          <Field
            label={words.name}
            name="name"
            value={draft.value.name}
            error={lacks.has('name') ? words.needName : undefined}
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={words.kind}
            value={draft.value.kind}
            options={(['district', 'urban_okrug'] as const).map((value) => ({ value, label: t.value.kinds[value] }))}
            onChange={(value) => set({ kind: value as ImportDraft['kind'] })}
          />
          <div class="field">
            <label class="check">
              <input type="checkbox" checked={draft.value.isolated} onChange={(event) => set({ isolated: event.currentTarget.checked })} />
              {words.isolated}
            </label>
            <label class="check">
              <input type="checkbox" checked={draft.value.keepGood} onChange={(event) => set({ keepGood: event.currentTarget.checked })} />
              {words.keepGood}
            </label>
          </div>
        </fieldset>
        <FileFields
          draft={draft.value}
          onChange={(part, file) => {
            const files = { ...draft.value.files }
            if (file) files[part] = file
            else delete files[part]
            set({ files })
          }}
        />
        <ImportDetails draft={draft.value} onChange={set} />
        {lacks.has('files') && (
          <p class="field-error" role="alert">
            {words.needFile}
          </p>
        )}
        {error.value && <ErrorNotice error={error.value} />}
        <button type="submit" class="button button-main">
          {words.start}
        </button>
      </form>
      {job.value !== null && (
        <JobProgress
          key={job.value}
          id={job.value}
          title={words.running}
          onDone={(finished) => {
            done.value = finished
          }}
        />
      )}
      {done.value && <Outcome job={done.value} />}
    </div>
  )
}
