import { t } from '../i18n'
import { PageTitle } from '../ui/PageTitle'

export function MissingPage() {
  const words = t.value.app
  return (
    <div class="page page-narrow">
      <PageTitle text={words.notFound} lead={words.notFoundHint} />
      <a class="button button-main" href="/">
        {words.home}
      </a>
    </div>
  )
}
