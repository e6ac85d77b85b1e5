// What an import asks for, what it lacks, and the form that is sent.
import type { MunicipalityKind } from '../api/types'

export const FILE_PARTS = ['settlements', 'boundary', 'roads', 'links', 'units', 'addresses', 'infrastructure', 'osm_pbf'] as const
export type FilePart = (typeof FILE_PARTS)[number]

export interface ImportDraft {
  id: string
  name: string
  kind: MunicipalityKind
  isolated: boolean
  keepGood: boolean
  files: Partial<Record<FilePart, File>>
  clip: string
  mapping: string
}

export const NEW_IMPORT: ImportDraft = { id: '', name: '', kind: 'district', isolated: false, keepGood: false, files: {}, clip: '', mapping: '' }

/** Fields that keep the import from being started: `id`, `name`, `files`. */
export function missing(draft: ImportDraft): Set<string> {
  const lacks = new Set<string>()
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(draft.id.trim())) lacks.add('id')
  if (draft.name.trim() === '') lacks.add('name')
  const { settlements, units, addresses, osm_pbf } = draft.files
  if (!settlements && !units && !addresses && !osm_pbf) lacks.add('files')
  return lacks
}

/** «население = pop_2010», a line each, as field to column. */
export function readMapping(text: string): Record<string, string> {
  const mapping: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const at = line.indexOf('=')
    const field = line.slice(0, at).trim()
    const column = line.slice(at + 1).trim()
    if (at > 0 && field && column) mapping[field] = column
  }
  return mapping
}

export function importForm(draft: ImportDraft): FormData {
  const form = new FormData()
  const mapping = readMapping(draft.mapping)
  const settings = {
    id: draft.id.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    isolated: draft.isolated,
    keep_good_rows: draft.keepGood,
    ...(Object.keys(mapping).length > 0 ? { mapping } : {}),
  }
  form.append('settings', JSON.stringify(settings))
  for (const part of FILE_PARTS) {
    const file = draft.files[part]
    if (file) form.append(part, file, file.name)
  }
  if (draft.clip.trim() !== '') form.append('clip', draft.clip.trim())
  return form
}
