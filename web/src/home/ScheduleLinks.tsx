import { plansOf } from '../api/plans'
import { schedulesOf } from '../api/schedules'
import { user } from '../api/session'
import type { MunicipalitySummary, ScheduleSummary } from '../api/types'
import { t } from '../i18n'
import { planToOpen } from '../manager/planToOpen'
import { fleetAddress, weekAddress } from '../router'
import { useResource } from '../ui/resource'

async function latest(m: string): Promise<ScheduleSummary | null> {
  const plan = planToOpen(await plansOf(m))
  if (plan === null) return null
  const all = [...(await schedulesOf(plan))].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))
  return all.find((one) => one.season === 'summer') ?? all[0] ?? null
}

/** The short way to the week and the vehicles of a municipality, when it has a schedule. */
export function ScheduleLinks({ municipality }: { municipality: MunicipalitySummary }) {
  const schedule = useResource(() => (municipality.plans > 0 ? latest(municipality.id) : Promise.resolve(null)), [municipality.id])
  const one = schedule.now.value
  const words = t.value.home
  if (!one) return null
  return (
    <>
      <a
        class={user.value?.role === 'worker' ? 'button button-main' : 'button'}
        href={weekAddress(municipality.id, one.id, user.value?.site ?? null)}
        aria-label={`${words.week}: ${municipality.name}`}
      >
        {words.week}
      </a>
      {user.value?.role !== 'worker' && (
        <a class="button" href={fleetAddress(municipality.id, one.id)} aria-label={`${words.fleet}: ${municipality.name}`}>
          {words.fleet}
        </a>
      )}
    </>
  )
}
