import { useSignal } from '@preact/signals'
import { schedulesOf } from '../api/schedules'
import { user } from '../api/session'
import type { Plan } from '../api/types'
import { kilometres, t } from '../i18n'
import { fleetAddress, weekAddress } from '../router'
import { useResource } from '../ui/resource'
import { Show } from '../ui/Show'
import type { Desk } from './desk'
import { NewScheduleDialog } from './NewScheduleDialog'

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
              {all.map((one) => (
                <li key={one.id} class="schedule-row">
                  <strong>{t.value.seasons[one.season]}</strong>
                  <span>
                    {t.value.count.weeks(one.cycle_weeks)} · {t.value.count.rounds(one.rounds)} · {kilometres(one.distance_m)}
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
