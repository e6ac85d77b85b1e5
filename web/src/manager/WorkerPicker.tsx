import { useSignal } from '@preact/signals'
import { saveWorker, type WorkerInput, workers } from '../api/municipalities'
import { changePlan } from '../api/plans'
import { user } from '../api/session'
import type { SiteSummary, Worker } from '../api/types'
import { t } from '../i18n'
import { useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { change, type Desk, isEditable, reloadPlan } from './desk'
import { WorkerDialog } from './WorkerDialog'

function Contacts({ worker }: { worker: Worker }) {
  return (
    <div class="contacts">
      <strong>{worker.full_name}</strong>
      {worker.telephone && <a href={`tel:${worker.telephone.replace(/[^+\d]/g, '')}`}>{worker.telephone}</a>}
      <span>{worker.reception_address}</span>
      <span>{worker.reception_hours}</span>
    </div>
  )
}

const NEW = '+'

/** The worker of a site: shown to all, appointed by the manager in a draft. */
export function WorkerPicker({ desk, site }: { desk: Desk; site: SiteSummary }) {
  const words = t.value.manager
  const adding = useSignal(false)
  const list = useResource(() => workers(desk.municipality), [desk.municipality])
  const editable = user.value?.role === 'manager' && isEditable(desk)
  const appoint = async (worker: string | null) => {
    if (await change(desk, (plan, etag) => changePlan(plan.id, { workers: [{ site: site.number, worker }] }, etag))) await reloadPlan(desk)
  }
  const add = async (input: WorkerInput) => {
    const made = await saveWorker(desk.municipality, input, null)
    adding.value = false
    list.again()
    await appoint(made.id)
  }
  if (!editable) return site.worker ? <Contacts worker={site.worker} /> : <>{words.noWorker}</>
  return (
    <>
      <Select
        label={words.worker}
        value={site.worker?.id ?? ''}
        disabled={desk.saving.value}
        options={[
          { value: '', label: words.noWorker },
          ...(list.now.value ?? []).map((worker) => ({ value: worker.id, label: worker.full_name })),
          { value: NEW, label: words.addWorker },
        ]}
        onChange={(value) => {
          if (value === NEW) adding.value = true
          else void appoint(value || null)
        }}
      />
      {site.worker && <Contacts worker={site.worker} />}
      {adding.value && (
        <WorkerDialog
          onSave={add}
          onClose={() => {
            adding.value = false
          }}
        />
      )}
    </>
  )
}
