import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import type { WorkerInput } from '../api/municipalities'
import { t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { asApiError } from '../ui/resource'

/** A new worker's service contacts, which residents will see. */
export function WorkerDialog({ onSave, onClose }: { onSave: (input: WorkerInput) => Promise<void>; onClose: () => void }) {
  const words = t.value.workers
  const input = useSignal<WorkerInput>({ full_name: '', telephone: '', reception_address: '', reception_hours: '' })
  const error = useSignal<ApiError | null>(null)
  const set = (name: keyof WorkerInput) => (event: { currentTarget: HTMLInputElement }) => {
    input.value = { ...input.value, [name]: event.currentTarget.value }
  }
  const save = async () => {
    try {
      await onSave(input.value)
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={words.name} required value={input.value.full_name} onInput={set('full_name')} />
        <Field label={words.telephone} type="tel" value={input.value.telephone} onInput={set('telephone')} />
        <Field label={words.address} value={input.value.reception_address} onInput={set('reception_address')} />
        <Field label={words.hours} value={input.value.reception_hours} onInput={set('reception_hours')} />
        {error.value && <ErrorNotice error={error.value} />}
        <button type="submit" class="button button-main">
          {t.value.app.save}
        </button>
      </form>
    </Dialog>
  )
}
