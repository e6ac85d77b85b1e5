import type { Certainty } from '../api/types'
import { t } from '../i18n'

/** «оценка» beside a figure that was computed, nothing beside one that was counted. */
export function Estimate({ of }: { of: Certainty }) {
  if (of === 'counted') return null
  return (
    <span class="estimate" title={t.value.app.estimateHint}>
      {t.value.app.estimate}
    </span>
  )
}
