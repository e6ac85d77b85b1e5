import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import { signIn } from '../api/session'
import { t } from '../i18n'
import { navigate, place } from '../router'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { PageTitle } from '../ui/PageTitle'
import { asApiError } from '../ui/resource'

/** Only an address of this site may be gone to after signing in. */
export const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : '/')

export function LoginPage() {
  const words = t.value.login
  const login = useSignal('')
  const password = useSignal('')
  const error = useSignal<ApiError | null>(null)
  const busy = useSignal(false)
  const enter = async () => {
    busy.value = true
    error.value = null
    try {
      await signIn(login.value.trim(), password.value)
      navigate(safeNext(place.peek().query.get('next')), true)
    } catch (cause) {
      error.value = asApiError(cause)
    } finally {
      busy.value = false
    }
  }
  const refused = error.value?.status === 401 || error.value?.status === 403
  return (
    <div class="page page-narrow">
      <PageTitle text={words.title} />
      {place.value.query.has('next') && <p class="notice">{words.needed}</p>}
      <form
        class="form login"
        onSubmit={(event) => {
          event.preventDefault()
          void enter()
        }}
      >
        <Field
          label={words.login}
          name="login"
          autocomplete="username"
          required
          value={login.value}
          onInput={(event) => {
            login.value = event.currentTarget.value
          }}
        />
        <Field
          label={words.password}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={password.value}
          onInput={(event) => {
            password.value = event.currentTarget.value
          }}
        />
        {refused && (
          <p class="notice notice-bad" role="alert">
            {t.value.errors.signInFailed}
          </p>
        )}
        {error.value && !refused && <ErrorNotice error={error.value} />}
        <button type="submit" class="button button-main" disabled={busy.value}>
          {words.submit}
        </button>
        <p class="hint">{words.hint}</p>
      </form>
    </div>
  )
}
