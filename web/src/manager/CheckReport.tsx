import { loader } from '../ui/resource'
import { useMemo } from 'preact/hooks'
import { checkPlan } from '../api/plans'
import type { PlanCheck } from '../api/types'
import { moment, said, t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Icon } from '../ui/Icon'

/** The independent check of a plan, on demand. */
export function CheckReport({ plan }: { plan: string }) {
  const words = t.value.order
  const report = useMemo(() => loader<PlanCheck>(), [plan])
  const now = report.now.value
  return (
    <section aria-label={words.check}>
      <h3>{words.check}</h3>
      <button type="button" class="button" onClick={() => void report.load(() => checkPlan(plan))}>
        {words.checkRun}
      </button>
      <div role="status">
        {now.state === 'ready' && (
          <>
            <p class={now.value.ok ? 'verdict verdict-good' : 'verdict verdict-bad'}>
              <Icon name={now.value.ok ? 'ok' : 'warn'} />
              {now.value.ok ? words.checkOk : words.checkBad} {moment(now.value.checked_at)}
            </p>
            <ul class="plain">
              {now.value.violations.map((violation, i) => (
                <li key={i} class="violation">
                  <Icon name="warn" />
                  <div>
                    {said(violation.cause, violation.cause_en)} <span class="small">({violation.declared ? words.declared : words.undeclared})</span>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {now.state === 'failed' && <ErrorNotice error={now.error} />}
    </section>
  )
}
