import { schedule as fetchSchedule, schedulesOf } from '../api/schedules'
import type { ScheduleSummary } from '../api/types'
import { t } from '../i18n'
import { fleetAddress, navigate } from '../router'
import { useResource } from '../ui/resource'
import { Select } from '../ui/Select'

async function siblings(schedule: string): Promise<ScheduleSummary[]> {
  return schedulesOf((await fetchSchedule(schedule)).plan)
}

/** The other schedules of the same plan, by season. */
export function SeasonPicker({ municipality, schedule }: { municipality: string; schedule: string }) {
  const list = useResource(() => siblings(schedule), [schedule])
  const all = list.now.value ?? []
  if (all.length < 2) return null
  return (
    <div class="season-picker">
      <Select
        label={t.value.week.season}
        value={schedule}
        options={all.map((one) => ({ value: one.id, label: t.value.seasons[one.season] }))}
        onChange={(id) => navigate(fleetAddress(municipality, id))}
      />
    </div>
  )
}
