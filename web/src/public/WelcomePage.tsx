import { t } from '../i18n'
import { PageTitle } from '../ui/PageTitle'
import { Lookup } from './Lookup'

/** What a visitor meets: the look-up for residents, the way in for staff. */
export function WelcomePage() {
  const words = t.value.welcome
  return (
    <div class="page page-narrow">
      <PageTitle text={words.title} lead={words.lead} />
      <Lookup />
      <section class="staff" aria-label={words.staff}>
        <h2>{words.staff}</h2>
        <p>{words.staffLead}</p>
        <a class="button button-main" href="/login">
          {t.value.app.signIn}
        </a>
      </section>
    </div>
  )
}
