import type { LookupAnswer } from '../api/types'
import { t } from '../i18n'
import { Plate } from '../ui/Plate'

/** One place that was found, and who serves it. */
export function LookupCard({ answer }: { answer: LookupAnswer }) {
  const words = t.value.lookup
  const { worker, site } = answer
  return (
    <article class="lookup-card">
      <h2>
        {answer.name}
        {answer.settlement && answer.settlement !== answer.name && <span class="small"> {answer.settlement}</span>}
      </h2>
      <p class="lookup-site">
        {site ? (
          <>
            <Plate number={`№ ${site.number}`} />
            <span class="visually-hidden">{words.site(site.number)} </span>
            {site.name}
          </>
        ) : (
          words.noSite
        )}
      </p>
      {worker ? (
        <dl class="facts">
          <dt>{t.value.manager.worker}</dt>
          <dd>
            <strong>{worker.full_name}</strong>
          </dd>
          {worker.telephone && (
            <>
              <dt>{words.telephone}</dt>
              <dd>
                <a class="tel" href={`tel:${worker.telephone.replace(/[^+\d]/g, '')}`}>
                  {worker.telephone}
                </a>
              </dd>
            </>
          )}
          {worker.reception_address && (
            <>
              <dt>{words.address}</dt>
              <dd>{worker.reception_address}</dd>
            </>
          )}
          {worker.reception_hours && (
            <>
              <dt>{words.hours}</dt>
              <dd>{worker.reception_hours}</dd>
            </>
          )}
        </dl>
      ) : (
        site && <p>{words.noWorker}</p>
      )}
      {answer.reception && (
        <p>
          <strong>{words.reception}:</strong> {answer.reception}
        </p>
      )}
    </article>
  )
}
