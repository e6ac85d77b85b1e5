import type { Schedule } from '../api/types'
import { said, t } from '../i18n'
import { CircumstanceList } from './CircumstanceList'
import { isOrdinary } from './circumstances'

/** What a replanned schedule changes against the published one, the shown site first. */
export function ChangeList({ schedule, site }: { schedule: Schedule; site: number }) {
  const words = t.value.changes
  const { replanned } = schedule
  if (!replanned && isOrdinary(schedule.circumstances)) return null
  const order = (of: number) => (of === site ? 0 : 1)
  const changes = [...(replanned?.changes ?? [])].sort((a, b) => order(a.site) - order(b.site) || a.site - b.site)
  return (
    <section class="changes" aria-label={words.listTitle}>
      <h2>{words.listTitle}</h2>
      {!isOrdinary(schedule.circumstances) && <CircumstanceList all={schedule.circumstances} schedule={schedule} />}
      {changes.length === 0 ? (
        <p class="verdict verdict-good">{words.nothingMoved}</p>
      ) : (
        <ul class="plain change-rows">
          {changes.map((change) => (
            <li key={change.unit} class={change.site === site ? 'change-here' : ''}>
              <span class="small">{t.value.manager.siteN(change.site)}</span>
              <span>{said(change.reason, change.reason_en)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
