import { describe, expect, it } from 'vitest'
import { importForm, missing, NEW_IMPORT, readMapping } from './importForm'

const file = new File(['id,name\n'], 'villages.csv')

describe('an import', () => {
  it('needs a code, a name and people', () => {
    expect([...missing(NEW_IMPORT)]).toEqual(['id', 'name', 'files'])
    expect(missing({ ...NEW_IMPORT, id: 'vagay', name: 'Вагайский район', files: { settlements: file } }).size).toBe(0)
    expect(missing({ ...NEW_IMPORT, id: 'Вагай', name: 'x', files: { roads: file } })).toEqual(new Set(['id', 'files']))
  })
  it('reads which column is which', () => {
    expect(readMapping('pop_2010 = население\n\nбез знака\n = x\nName=name')).toEqual({ pop_2010: 'population', Name: 'name' })
  })
  it('sends settings and files under their names', () => {
    const form = importForm({ ...NEW_IMPORT, id: ' a ', name: 'Б', keepGood: true, files: { settlements: file }, mapping: 'a=b', clip: '42', attribution: 'Росстат\n', officialPersons: '18 275', officialYear: '2021' })
    expect(JSON.parse(String(form.get('settings')))).toEqual({ id: 'a', name: 'Б', kind: 'district', isolated: false, keep_good_rows: true, mapping: { a: 'b' }, attribution: ['Росстат'], official_population: { persons: 18275, year: 2021, source: 'Росстат' }, clip: { relation: 42 } })
    expect((form.get('settlements') as File).name).toBe('villages.csv')
    expect(form.get('roads')).toBeNull()
  })
})
