import { useSignal } from '@preact/signals'
import { schedulesOf } from '../api/schedules'
import { user } from '../api/session'
import type { Plan, ScheduleSummary } from '../api/types'
import { kilometres, moment, t } from '../i18n'
import { fleetAddress, vehiclesAddress, weekAddress } from '../router'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import type { Desk } from './desk'
import { NewScheduleDialog } from './NewScheduleDialog'

const newestFirst = (all: ScheduleSummary[]): ScheduleSummary[] => [...all].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))

/** True for the schedule of its season that was made last, which is the one in use. */
const isLatest = (one: ScheduleSummary, at: number, sorted: ScheduleSummary[]): boolean =>
  sorted.findIndex((other) => other.season === one.season) === at

/** Visit schedules of a plan, with the ways to the week and to the vehicles. */
export function SchedulesList({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.manager
  const making = useSignal(false)
  const list = useResource(() => schedulesOf(plan.id), [plan.id])
  const mayMake = user.value?.role === 'manager' || user.value?.role === 'planner'
  return (
    <section class="schedules" aria-label={words.schedules}>
      <h3>{words.schedules}</h3>
      <Show of={list.now} again={list.again}>
        {(all) =>
          all.length === 0 ? (
            <p>{words.noSchedules}</p>
          ) : (
            <ul class="plain">
              {newestFirst(all).map((one, at, sorted) => (
                <li key={one.id} class="schedule-row">
                  <strong>
                    {t.value.seasons[one.season]} {isLatest(one, at, sorted) && <span class="tag tag-good">{words.latest}</span>}
                  </strong>
                  <span>
                    {t.value.count.weeks(one.cycle_weeks)} · {t.value.count.rounds(one.rounds)} · {kilometres(one.distance_m)} · {words.madeAt(moment(one.created_at))}
                  </span>
                  <span class="schedule-links">
                    <a class="button" href={weekAddress(desk.municipality, one.id)}>
                      {words.openWeek}
                    </a>
                    <a class="button" href={fleetAddress(desk.municipality, one.id)}>
                      {words.openFleet}
                    </a>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
      <p>
        <a href={vehiclesAddress(desk.municipality)}>{t.value.vehicles.openList}</a>
      </p>
      {mayMake && (
        <button
          type="button"
          class="button"
          onClick={() => {
            making.value = true
          }}
        >
          {words.makeSchedule}
        </button>
      )}
      {making.value && (
        <NewScheduleDialog
          municipality={desk.municipality}
          plan={plan.id}
          onClose={() => {
            making.value = false
          }}
          onMade={list.again}
        />
      )}
    </section>
  )
}
