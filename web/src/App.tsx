import { effect } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { sessionLost } from './api/client'
import { user } from './api/session'
import { HomePage } from './home/HomePage'
import { t } from './i18n'
import { ImportPage } from './imports/ImportPage'
import { JobsPage } from './jobs/JobsPage'
import { FleetPage } from './planner/FleetPage'
import { VehiclesPage } from './planner/VehiclesPage'
import { LoginPage } from './public/LoginPage'
import { LookupPage } from './public/LookupPage'
import { MissingPage } from './public/MissingPage'
import { PasswordPage } from './public/PasswordPage'
import { WelcomePage } from './public/WelcomePage'
import { navigate, place, type Route, route } from './router'
import { later } from './ui/later'
import { Header } from './ui/Header'
import { OfflineNotice } from './ui/OfflineNotice'
import { Waiting } from './ui/Waiting'

// The map is most of the code: it is fetched only by the pages that show one.
const ManagerPage = later(() => import('./manager/ManagerPage').then((m) => m.ManagerPage))
const WeekPage = later(() => import('./worker/WeekPage').then((m) => m.WeekPage))

const isPublic = (page: Route['page']): boolean => page === 'home' || page === 'who' || page === 'login' || page === 'missing'

function askToSignIn(): void {
  const { path, query } = place.peek()
  const text = query.toString()
  navigate(`/login?next=${encodeURIComponent(path + (text ? `?${text}` : ''))}`, true)
}

function Page() {
  const here = route.value
  const signed = user.value
  if (signed === undefined) return <Waiting />
  switch (here.page) {
    case 'home':
      return signed ? <HomePage /> : <WelcomePage />
    case 'login':
      return <LoginPage />
    case 'who':
      return <LookupPage />
    case 'missing':
      return <MissingPage />
    case 'password':
      return <PasswordPage />
    case 'import':
      return <ImportPage />
    case 'jobs':
      return <JobsPage />
    case 'manager':
      return <ManagerPage key={here.municipality} municipality={here.municipality} />
    case 'vehicles':
      return <VehiclesPage municipality={here.municipality} />
    case 'week':
      return <WeekPage municipality={here.municipality} schedule={here.schedule} />
    case 'fleet':
      return <FleetPage municipality={here.municipality} schedule={here.schedule} />
  }
}

/** Header, notices and the page that the address names; a page for staff sends a visitor to sign in first. */
export function App() {
  useEffect(
    () =>
      effect(() => {
        if (user.value === null && !isPublic(route.value.page)) askToSignIn()
      }),
    [],
  )
  useEffect(
    () =>
      effect(() => {
        if (sessionLost.value > 0) user.value = null
      }),
    [],
  )
  return (
    <>
      <a class="skip" href="#content">
        {t.value.app.skip}
      </a>
      <Header />
      <OfflineNotice />
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
    </>
  )
}
