import { t } from '../i18n'
import { PageTitle } from '../ui/PageTitle'
import { Lookup } from './Lookup'

export function LookupPage() {
  return (
    <div class="page page-narrow">
      <PageTitle text={t.value.lookup.title} lead={t.value.lookup.lead} />
      <Lookup />
    </div>
  )
}
