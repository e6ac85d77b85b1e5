import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import type { WorkerInput } from '../api/municipalities'
import type { Worker } from '../api/types'
import { t } from '../i18n'
import { Dialog } from '../ui/Dialog'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { RemoveButton } from '../ui/RemoveButton'
import { asApiError } from '../ui/resource'

/** A worker's service contacts, which residents will see: a new worker's, or one who is there and may be removed. */
export function WorkerDialog(props: {
  worker?: Worker
  onSave: (input: WorkerInput) => Promise<void>
  onRemove?: () => Promise<void>
  onClose: () => void
}) {
  const { worker, onSave, onRemove, onClose } = props
  const words = t.value.workers
  const input = useSignal<WorkerInput>({
    full_name: worker?.full_name ?? '',
    telephone: worker?.telephone ?? '',
    reception_address: worker?.reception_address ?? '',
    reception_hours: worker?.reception_hours ?? '',
  })
  const error = useSignal<ApiError | null>(null)
  const set = (name: keyof WorkerInput) => (event: { currentTarget: HTMLInputElement }) => {
    input.value = { ...input.value, [name]: event.currentTarget.value }
  }
  const carry = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <Dialog title={worker ? words.change : words.title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void carry(() => onSave(input.value))
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
        {onRemove && <RemoveButton sure={words.removeSure} onRemove={() => void carry(onRemove)} />}
      </form>
    </Dialog>
  )
}
