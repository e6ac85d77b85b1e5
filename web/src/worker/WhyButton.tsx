import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { explain, type ExplainQuestion } from '../api/schedules'
import type { Explanation } from '../api/types'
import { said, t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { asApiError } from '../ui/resource'

/** Asks why something is so and what would help; the server plans the site again with one thing changed at a time. */
export function WhyButton({ schedule, site, about, label }: { schedule: string; site: number; about: ExplainQuestion; label: string }) {
  const words = t.value.why
  const answer = useSignal<Explanation | null>(null)
  const busy = useSignal(false)
  const error = useSignal<ApiError | null>(null)
  const ask = async () => {
    busy.value = true
    error.value = null
    try {
      answer.value = await explain(schedule, site, about)
    } catch (cause) {
      error.value = asApiError(cause)
    } finally {
      busy.value = false
    }
  }
  return (
    <div class="why no-print" aria-busy={busy.value}>
      {answer.value === null && (
        <button type="button" class="button" aria-label={label} disabled={busy.value} onClick={() => void ask()}>
          {words.ask}
        </button>
      )}
      <div role="status">
        {busy.value && <p class="small">{words.working}</p>}
        {answer.value && (
          <>
            <ul class="advice">
              {answer.value.facts.map((fact, i) => (
                <li key={i}>{said(fact.ru, fact.en)}</li>
              ))}
            </ul>
            <strong>{words.help}</strong>
            {answer.value.help.length === 0 ? (
              <p>{words.nothing}</p>
            ) : (
              <ol class="advice">
                {answer.value.help.map((one, i) => (
                  <li key={i}>{said(one.text.ru, one.text.en)}</li>
                ))}
              </ol>
            )}
          </>
        )}
      </div>
      {error.value && <ErrorNotice error={error.value} />}
    </div>
  )
}
