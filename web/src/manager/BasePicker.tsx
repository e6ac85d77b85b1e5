import { user } from '../api/session'
import { changePlan } from '../api/plans'
import type { SiteSummary } from '../api/types'
import { t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Select } from '../ui/Select'
import { change, type Desk, isEditable, reloadPlan } from './desk'
import { StaleNotice } from './StaleNotice'

/** Where the worker's day starts: shown, and changed in a draft. */
export function BasePicker({ desk, site }: { desk: Desk; site: SiteSummary }) {
  const words = t.value.manager
  const saved = desk.current.now.value.value?.plan.assignment ?? {}
  if (user.value?.role !== 'manager' || !isEditable(desk)) return <>{site.base_name}</>
  const units = [...desk.unitById.value.values()].filter((unit) => saved[unit.id] === site.number).sort((a, b) => b.population - a.population)
  const choose = async (unit: string) => {
    if (await change(desk, (plan, etag) => changePlan(plan.id, { bases: [{ site: site.number, unit }] }, etag))) await reloadPlan(desk)
  }
  return (
    <>
      <Select
        label={words.base}
        value={site.base}
        options={units.map((unit) => ({ value: unit.id, label: unit.name }))}
        disabled={desk.saving.value}
        onChange={(unit) => void choose(unit)}
      />
      <StaleNotice desk={desk} />
      {desk.error.value && <ErrorNotice error={desk.error.value} />}
    </>
  )
}
