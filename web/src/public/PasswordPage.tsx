import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { changePassword } from '../api/session'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { PageTitle } from '../ui/PageTitle'
import { asApiError } from '../ui/resource'

export function PasswordPage() {
  const words = t.value.password
  const old = useSignal('')
  const fresh = useSignal('')
  const done = useSignal(false)
  const error = useSignal<ApiError | null>(null)
  const change = async () => {
    error.value = null
    done.value = false
    try {
      await changePassword(old.value, fresh.value)
      old.value = ''
      fresh.value = ''
      done.value = true
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <div class="page page-narrow">
      <PageTitle text={words.title} />
      <form
        class="form login"
        onSubmit={(event) => {
          event.preventDefault()
          void change()
        }}
      >
        <Field
          label={words.old}
          type="password"
          autocomplete="current-password"
          required
          value={old.value}
          onInput={(event) => {
            old.value = event.currentTarget.value
          }}
        />
        <Field
          label={words.fresh}
          type="password"
          autocomplete="new-password"
          minLength={10}
          required
          value={fresh.value}
          onInput={(event) => {
            fresh.value = event.currentTarget.value
          }}
        />
        {error.value && <ErrorNotice error={error.value} />}
        <p role="status">{done.value ? words.done : ''}</p>
        <button type="submit" class="button button-main">
          {words.title}
        </button>
      </form>
    </div>
  )
}
