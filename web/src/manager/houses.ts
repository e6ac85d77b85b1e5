import type { HouseRun, StreetSide } from '../api/types'

/** Houses of a street by side: «нечётные 1–7, чётные 2–10». Single houses need no word. */
export function houseList(runs: HouseRun[], words: { odd: string; even: string }): string {
  const sides: StreetSide[] = ['both', 'odd', 'even', 'unnumbered']
  const parts = sides.flatMap((side) => {
    const own = runs.filter((run) => run.side === side)
    if (own.length === 0) return []
    const numbers = own.map((run) => (run.first === run.last ? run.first : `${run.first}–${run.last}`)).join(', ')
    const hasRange = own.some((run) => run.first !== run.last)
    return [hasRange && (side === 'odd' || side === 'even') ? `${words[side]} ${numbers}` : numbers]
  })
  return parts.join(', ')
}
