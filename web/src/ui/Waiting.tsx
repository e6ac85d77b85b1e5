import { t } from '../i18n'

export function Waiting() {
  return (
    <p class="waiting" role="status">
      <span class="waiting-mark" aria-hidden="true" />
      {t.value.app.loading}
    </p>
  )
}
