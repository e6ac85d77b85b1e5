import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ApiError } from '../api/client'
import { repairs } from '../api/plans'
import type { Proposal } from '../api/types'
import { number, t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { asApiError } from '../ui/resource'
import { type Desk, takeMoves } from './desk'

/** What else to move so that the redrawing breaks nothing: asked for on demand, taken as further steps. */
export function RepairList({ desk, plan }: { desk: Desk; plan: string }) {
  const words = t.value.repairs
  const found = useSignal<Proposal[] | null>(null)
  const busy = useSignal(false)
  const error = useSignal<ApiError | null>(null)
  const moves = desk.moves.value
  const units = desk.unitById.value
  useEffect(() => {
    found.value = null
  }, [moves])
  const ask = async () => {
    busy.value = true
    error.value = null
    try {
      found.value = await repairs(plan, moves)
    } catch (cause) {
      error.value = asApiError(cause)
    } finally {
      busy.value = false
    }
  }
  return (
    <section aria-label={words.title} aria-busy={busy.value}>
      {found.value === null && (
        <button type="button" class="button" disabled={busy.value} onClick={() => void ask()}>
          {words.ask}
        </button>
      )}
      <div role="status">{found.value?.length === 0 && <p>{words.none}</p>}</div>
      {found.value !== null && found.value.length > 0 && (
        <ol class="advice">
          {found.value.map((proposal, i) => (
            <li key={i}>
              {proposal.moves.map((move) => t.value.redraw.moveNamed(units.get(move.unit)?.name ?? move.unit, move.to)).join('; ')}{' '}
              <span class="small">({words.people(number(proposal.people_moved))})</span>
              <p>
                <button type="button" class="button" aria-label={words.takeNamed(i + 1)} onClick={() => takeMoves(desk, proposal.moves)}>
                  {words.take}
                </button>
              </p>
            </li>
          ))}
        </ol>
      )}
      {error.value && <ErrorNotice error={error.value} />}
    </section>
  )
}
