// What an import asks for, what it lacks, and the form that is sent.
import type { MunicipalityKind } from '../api/types'

export const FILE_PARTS = ['settlements', 'boundary', 'roads', 'links', 'junctions', 'units', 'addresses', 'infrastructure', 'osm_pbf'] as const
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
  populationColumn: string
  attribution: string
  officialPersons: string
  officialYear: string
}

export const NEW_IMPORT: ImportDraft = { id: '', name: '', kind: 'district', isolated: false, keepGood: false, files: {}, clip: '', mapping: '', populationColumn: '', attribution: '', officialPersons: '', officialYear: '' }

/** Fields that keep the import from being started: `id`, `name`, `files`. */
export function missing(draft: ImportDraft): Set<string> {
  const lacks = new Set<string>()
  if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(draft.id.trim())) lacks.add('id')
  if (draft.name.trim() === '') lacks.add('name')
  const { settlements, units, addresses, osm_pbf } = draft.files
  if (!settlements && !units && !addresses && !osm_pbf) lacks.add('files')
  return lacks
}

/** Fields by the words that a person may write for them. */
const FIELDS: Record<string, string> = {
  код: 'id',
  название: 'name',
  наименование: 'full_name',
  вид: 'kind',
  долгота: 'lon',
  широта: 'lat',
  население: 'population',
  численность: 'population',
  улица: 'street',
  дом: 'number',
  этажи: 'levels',
  площадь: 'footprint_m2',
  откуда: 'from',
  куда: 'to',
  км: 'km',
  адрес: 'address',
  телефон: 'telephone',
  руководитель: 'head',
  примечание: 'note',
}

/** «pop_2010 = население», a line each, as field by header of the file. */
export function readMapping(text: string): Record<string, string> {
  const mapping: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const at = line.lastIndexOf('=')
    const header = line.slice(0, Math.max(at, 0)).trim()
    const field = line.slice(at + 1).trim()
    if (header && field) mapping[header] = FIELDS[field.toLocaleLowerCase('ru')] ?? field
  }
  return mapping
}

function official(draft: ImportDraft, attribution: string[]): { persons: number; year: number; source: string } | undefined {
  const persons = Number(draft.officialPersons.replace(/\s/g, ''))
  const year = Number(draft.officialYear)
  if (!Number.isInteger(persons) || persons <= 0 || !Number.isInteger(year) || year < 1800) return undefined
  return { persons, year, source: attribution.join('; ') }
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter(Boolean)

export function importForm(draft: ImportDraft): FormData {
  const form = new FormData()
  const mapping = readMapping(draft.mapping)
  const attribution = lines(draft.attribution)
  const total = official(draft, attribution)
  const settings = {
    id: draft.id.trim(),
    name: draft.name.trim(),
    kind: draft.kind,
    isolated: draft.isolated,
    keep_good_rows: draft.keepGood,
    ...(Object.keys(mapping).length > 0 ? { mapping } : {}),
    ...(draft.populationColumn.trim() ? { population_column: draft.populationColumn.trim() } : {}),
    ...(attribution.length > 0 ? { attribution } : {}),
    ...(total ? { official_population: total } : {}),
    ...(draft.clip.trim() ? { clip: { relation: Number(draft.clip.trim()) } } : {}),
  }
  form.append('settings', JSON.stringify(settings))
  for (const part of FILE_PARTS) {
    const file = draft.files[part]
    if (file) form.append(part, file, file.name)
  }
  return form
}
