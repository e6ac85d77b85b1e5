import { useSignal } from '@preact/signals'
import { removeWorker, saveWorker, type WorkerInput, workers } from '../api/municipalities'
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
  const open = useSignal<'new' | 'own' | null>(null)
  const list = useResource(() => workers(desk.municipality), [desk.municipality])
  const isManager = user.value?.role === 'manager'
  const editable = isManager && isEditable(desk)
  const appoint = async (worker: string | null) => {
    if (await change(desk, (plan, etag) => changePlan(plan.id, { workers: [{ site: site.number, worker }] }, etag))) await reloadPlan(desk)
  }
  const add = async (input: WorkerInput) => {
    const made = await saveWorker(desk.municipality, input, null)
    open.value = null
    list.again()
    await appoint(made.id)
  }
  const save = async (input: WorkerInput) => {
    await saveWorker(desk.municipality, input, site.worker?.id ?? null)
    open.value = null
    list.again()
    await reloadPlan(desk)
  }
  const remove = async (id: string) => {
    await appoint(null)
    await removeWorker(desk.municipality, id)
    open.value = null
    list.again()
  }
  const close = () => {
    open.value = null
  }
  const own = site.worker && (
    <>
      <Contacts worker={site.worker} />
      {isManager && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            open.value = 'own'
          }}
        >
          {t.value.workers.change}
        </button>
      )}
    </>
  )
  return (
    <>
      {editable && (
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
            if (value === NEW) open.value = 'new'
            else void appoint(value || null)
          }}
        />
      )}
      {own ?? (!editable && words.noWorker)}
      {open.value === 'new' && <WorkerDialog onSave={add} onClose={close} />}
      {open.value === 'own' && site.worker && (
        <WorkerDialog worker={site.worker} onSave={save} {...(editable ? { onRemove: () => remove(site.worker?.id ?? '') } : {})} onClose={close} />
      )}
    </>
  )
}
