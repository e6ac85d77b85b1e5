// English nouns after a number.

export const counted = (one: string, many: string) => (n: number) => `${n.toLocaleString('en-GB')} ${Math.abs(n) === 1 ? one : many}`
