import { beforeEach, describe, expect, it } from 'vitest'
import { clock, duration, kilometres, language, said, t } from './index'

beforeEach(() => {
  language.value = 'ru'
})

describe('figures in words', () => {
  it('count in Russian as Russian does', () => {
    const { people } = t.value.count
    expect([1, 2, 5, 11, 21, 112].map(people).map((text) => text.replace(/\s/g, ' '))).toEqual([
      '1 житель',
      '2 жителя',
      '5 жителей',
      '11 жителей',
      '21 житель',
      '112 жителей',
    ])
  })
  it('give times of day and spans of time', () => {
    expect(clock(8 * 3600 + 30 * 60 + 59)).toBe('08:30')
    expect(duration(45 * 60)).toBe('45 мин')
    expect(duration(2 * 3600 + 5 * 60)).toBe('2 ч 05 мин')
    expect(duration(3 * 3600)).toBe('3 ч')
  })
  it('give kilometres, whole ones from a hundred', () => {
    expect(kilometres(12_440)).toBe('12,4 км')
    expect(kilometres(278_400)).toBe('278 км')
  })
  it('follow the language', () => {
    expect(said('причина', 'reason')).toBe('причина')
    language.value = 'en'
    expect(said('причина', 'reason')).toBe('reason')
    expect(said('причина', undefined)).toBe('причина')
    expect(kilometres(12_440)).toBe('12.4 km')
    expect(t.value.count.sites(1)).toBe('1 site')
  })
})
