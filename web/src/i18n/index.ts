// The language in use, its dictionary, and numbers and dates as that language writes them.
import { computed, effect, signal } from '@preact/signals'
import { en } from './en'
import { type Dictionary, ru } from './ru'

export type Language = 'ru' | 'en'
const KEY = 'uchastok.language'

function remembered(): Language {
  try {
    return localStorage.getItem(KEY) === 'en' ? 'en' : 'ru'
  } catch {
    return 'ru'
  }
}

export const language = signal<Language>(remembered())
export const t = computed<Dictionary>(() => (language.value === 'en' ? en : ru))

export function watchLanguage(): void {
  effect(() => {
    document.documentElement.lang = language.value
    try {
      localStorage.setItem(KEY, language.value)
    } catch {
      // Storage may be forbidden; the choice then lasts until the page is closed.
    }
  })
}

/** The text in the language in use, of two that the server sent. */
export const said = (russian: string, english: string | undefined): string =>
  language.value === 'en' && english ? english : russian

export const number = (value: number, digits = 0): string =>
  value.toLocaleString(t.value.locale, { maximumFractionDigits: digits, minimumFractionDigits: 0 })

/** «12,4 км»; whole kilometres from 100. */
export function kilometres(metres: number): string {
  const km = metres / 1000
  return `${number(km, Math.abs(km) < 100 ? 1 : 0)} ${t.value.measure.km}`
}

/** Kopecks as «1 250 ₽»; kopecks only below a hundred rubles. */
export const rubles = (kopecks: number): string => `${number(kopecks / 100, kopecks < 10_000 ? 2 : 0)} ₽`

export const squareKilometres = (km2: number): string => `${number(km2, km2 < 100 ? 1 : 0)} ${t.value.measure.km2}`

/** «2 ч 05 мин»; minutes alone under an hour. */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60)
  const { h, min } = t.value.measure
  if (minutes < 60) return `${minutes} ${min}`
  const rest = minutes % 60
  return rest === 0 ? `${number(Math.floor(minutes / 60))} ${h}` : `${number(Math.floor(minutes / 60))} ${h} ${String(rest).padStart(2, '0')} ${min}`
}

/** Seconds after midnight as «08:30». */
export function clock(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

export function date(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleDateString(t.value.locale, { day: 'numeric', month: 'long', year: 'numeric' })
}

export function moment(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime())
    ? iso
    : at.toLocaleString(t.value.locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
}
