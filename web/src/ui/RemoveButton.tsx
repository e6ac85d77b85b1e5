import { useSignal } from '@preact/signals'
import { t } from '../i18n'

/** A button that asks once more before it removes. */
export function RemoveButton({ sure, onRemove }: { sure: string; onRemove: () => void }) {
  const asked = useSignal(false)
  return (
    <button
      type="button"
      class="button button-quiet"
      onClick={() => {
        if (asked.value) onRemove()
        asked.value = true
      }}
    >
      {asked.value ? sure : t.value.app.remove}
    </button>
  )
}
