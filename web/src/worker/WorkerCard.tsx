import { plan as fetchPlan } from '../api/plans'
import { t } from '../i18n'
import { useResource } from '../ui/resource'

/** Whose sheet this is, with the contacts that residents are told. */
export function WorkerCard({ plan, site }: { plan: string; site: number }) {
  const loaded = useResource(() => fetchPlan(plan), [plan])
  const summary = loaded.now.value?.data.site_summaries.find((one) => one.number === site)
  const worker = summary?.worker
  if (!summary) return null
  return (
    <p class="sheet-worker">
      <strong>{worker ? worker.full_name : `${t.value.manager.worker}: ${t.value.manager.noWorker}`}</strong>
      {worker && ` · ${[worker.telephone, worker.reception_address, worker.reception_hours].filter(Boolean).join(' · ')}`}
      {` · ${t.value.manager.base}: ${summary.base_name}`}
    </p>
  )
}
