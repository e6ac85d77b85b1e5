import { t } from '../i18n'
import { type Desk, reloadPlan } from './desk'

/** Somebody else saved first: offers their version with our steps laid over it. */
export function StaleNotice({ desk }: { desk: Desk }) {
  if (!desk.stale.value) return null
  const words = t.value.redraw
  return (
    <div class="notice notice-warn" role="alert">
      <p>{words.conflict}</p>
      <button type="button" class="button button-main" onClick={() => void reloadPlan(desk)}>
        {words.reload}
      </button>
    </div>
  )
}
