// Russian nouns after a number.

/** «1 участок, 2 участка, 5 участков». */
export const plural = (n: number, one: string, few: string, many: string): string => {
  const tens = Math.abs(n) % 100
  const ones = tens % 10
  if (tens > 10 && tens < 20) return many
  if (ones === 1) return one
  return ones > 1 && ones < 5 ? few : many
}
export const counted = (one: string, few: string, many: string) => (n: number) =>
  `${n.toLocaleString('ru-RU')} ${plural(n, one, few, many)}`
