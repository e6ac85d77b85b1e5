import { useSignal } from '@preact/signals'
import { approvePlan, archivePlan, removePlan, submitPlan } from '../api/plans'
import type { Plan } from '../api/types'
import { t } from '../i18n'
import { Field } from '../ui/Field'
import { change, type Desk, loadPlans, reloadPlan, showPlan } from './desk'
import { planToOpen } from './planToOpen'

/** The next step of a plan: submit, approve by an order, archive; or the end of a draft. */
export function ApprovalSteps({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.order
  const orderNumber = useSignal('')
  const orderDate = useSignal('')
  const asked = useSignal(false)
  const busy = desk.saving.value
  const step = async (act: (plan: Plan, etag: string) => Promise<unknown>) => {
    if (await change(desk, act)) await Promise.all([reloadPlan(desk), loadPlans(desk)])
  }
  const remove = async () => {
    if (!(await change(desk, (p, etag) => removePlan(p.id, etag)))) return
    await loadPlans(desk)
    await showPlan(desk, planToOpen(desk.plans.now.peek().value ?? []))
  }
  if (plan.status === 'archived') return <p>{words.archived}</p>
  if (plan.status === 'approved') {
    return (
      <button type="button" class="button" disabled={busy} onClick={() => void step((p, etag) => archivePlan(p.id, etag))}>
        {words.archive}
      </button>
    )
  }
  if (plan.status === 'submitted') {
    return (
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void step((p, etag) => approvePlan(p.id, etag, orderNumber.value, orderDate.value))
        }}
      >
        <p>{words.submitted}</p>
        <Field
          label={words.number}
          required
          value={orderNumber.value}
          onInput={(event) => {
            orderNumber.value = event.currentTarget.value
          }}
        />
        <Field
          label={words.date}
          type="date"
          required
          value={orderDate.value}
          onInput={(event) => {
            orderDate.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="button button-main" disabled={busy}>
          {words.approve}
        </button>
      </form>
    )
  }
  return (
    <div class="form">
      <p>{words.draft}</p>
      <button type="button" class="button button-main" disabled={busy} onClick={() => void step((p, etag) => submitPlan(p.id, etag))}>
        {words.submit}
      </button>
      {asked.value ? (
        <div class="notice notice-warn" role="alert">
          <p>{words.confirmRemove}</p>
          <button type="button" class="button" onClick={() => void remove()}>
            {t.value.app.remove}
          </button>{' '}
          <button
            type="button"
            class="button button-quiet"
            onClick={() => {
              asked.value = false
            }}
          >
            {t.value.app.cancel}
          </button>
        </div>
      ) : (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            asked.value = true
          }}
        >
          {words.removeDraft}
        </button>
      )}
    </div>
  )
}
