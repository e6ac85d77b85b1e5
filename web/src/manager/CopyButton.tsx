import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { copyPlan } from '../api/plans'
import { user } from '../api/session'
import type { Plan } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { asApiError } from '../ui/resource'
import { type Desk, loadPlans, showPlan } from './desk'

/** Makes a draft out of any plan and lays it on the desk. */
export function CopyButton({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.redraw
  const error = useSignal<ApiError | null>(null)
  if (user.value?.role !== 'manager') return null
  const copy = async () => {
    try {
      const made = await copyPlan(plan.id, words.copyTitle(plan.title))
      await loadPlans(desk)
      await showPlan(desk, made.id)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <>
      <button type="button" class="button" onClick={() => void copy()}>
        {words.copy}
      </button>
      {error.value && <ErrorNotice error={error.value} />}
    </>
  )
}
