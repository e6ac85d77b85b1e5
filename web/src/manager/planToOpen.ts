import type { PlanSummary } from '../api/types'

/** The plan shown when none is asked for: the approved one, else the newest. */
export function planToOpen(all: PlanSummary[]): string | null {
  const newest = [...all].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
  return (newest.find((plan) => plan.status === 'approved') ?? newest[0])?.id ?? null
}
