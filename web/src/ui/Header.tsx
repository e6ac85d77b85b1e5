import { ApiError } from '../api/client'
import { signOut, user } from '../api/session'
import { language, t } from '../i18n'
import { navigate, place } from '../router'
import { Icon } from './Icon'

interface Section {
  address: string
  label: string
}

function sections(): Section[] {
  const { nav } = t.value
  const role = user.value?.role
  const all: Section[] = []
  if (role) all.push({ address: '/', label: nav.municipalities })
  all.push({ address: '/who', label: nav.who })
  if (role === 'manager') all.push({ address: '/import', label: nav.import })
  if (role === 'manager' || role === 'planner') all.push({ address: '/jobs', label: nav.jobs })
  return all
}

async function leave(): Promise<void> {
  try {
    await signOut()
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.offline) return
    user.value = null
  }
  navigate('/')
}

/** The name of the service, its sections by role, language and session. */
export function Header() {
  const words = t.value.app
  const signed = user.value
  return (
    <header class="header">
      <a class="brand" href="/">
        <span class="brand-plate">{words.name}</span>
        <span class="brand-tagline">{words.tagline}</span>
      </a>
      <nav class="nav" aria-label={words.menu}>
        {sections().map((section) => (
          <a key={section.address} href={section.address} {...(place.value.path === section.address ? { 'aria-current': 'page' as const } : {})}>
            {section.label}
          </a>
        ))}
      </nav>
      <div class="header-end">
        <button
          type="button"
          class="button button-quiet"
          lang={words.languageOtherCode}
          onClick={() => {
            language.value = language.value === 'ru' ? 'en' : 'ru'
          }}
        >
          {words.languageOther}
        </button>
        {signed ? (
          <>
            <a class="who" href="/password">
              <Icon name="person" />
              <span>
                {signed.name || signed.login}
                <span class="small who-role">{t.value.roles[signed.role]}</span>
              </span>
            </a>
            <button type="button" class="button button-quiet" onClick={() => void leave()}>
              {words.signOut}
            </button>
          </>
        ) : (
          <a class="button button-main" href="/login">
            {words.signIn}
          </a>
        )}
      </div>
    </header>
  )
}
