import { user } from '../api/session'
import { t } from '../i18n'
import { Icon } from '../ui/Icon'
import { Select } from '../ui/Select'
import { type Desk, showPlan } from './desk'
import { NewPlanDialog } from './NewPlanDialog'

/** Which plan lies on the desk, and how to make another. */
export function PlanPicker({ desk }: { desk: Desk }) {
  const { making } = desk
  const words = t.value.manager
  const plans = desk.plans.now.value.value ?? []
  const shown = plans.find((plan) => plan.id === desk.planId.value)
  return (
    <div class="picker">
      {plans.length > 0 && (
        <Select
          label={words.plan}
          value={desk.planId.value ?? ''}
          options={plans.map((plan) => ({ value: plan.id, label: words.planOption(plan.title, words.status[plan.status]) }))}
          onChange={(id) => void showPlan(desk, id)}
        />
      )}
      {user.value?.role === 'manager' && (
        <button
          type="button"
          class="button"
          onClick={() => {
            making.value = true
          }}
        >
          <Icon name="plus" />
          {words.newPlan}
        </button>
      )}
      {shown && (
        <p class={shown.violations === 0 ? 'verdict verdict-good' : 'verdict verdict-bad'}>
          <Icon name={shown.violations === 0 ? 'ok' : 'warn'} />
          {shown.violations === 0 ? words.legal : words.illegal(shown.violations)}
        </p>
      )}
      {making.value && (
        <NewPlanDialog
          desk={desk}
          onClose={() => {
            making.value = false
          }}
        />
      )}
    </div>
  )
}
