import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { lookUp, publicMunicipalities } from '../api/municipalities'
import type { LookupAnswer, PublicMunicipality } from '../api/types'
import { t } from '../i18n'
import { place, setQuery } from '../router'
import { ErrorNotice } from '../ui/ErrorNotice'
import { Field } from '../ui/Field'
import { loader, useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'
import { LookupCard } from './LookupCard'

function Results({ answers, municipality }: { answers: LookupAnswer[]; municipality: PublicMunicipality }) {
  const words = t.value.lookup
  return (
    <section aria-label={words.results}>
      <p role="status" class="small">
        {t.value.count.found(answers.length)}
      </p>
      {!municipality.approved_plan && <p class="notice">{words.noPlan}</p>}
      {answers.length === 0 && <p class="notice">{words.nothing}</p>}
      <ul class="plain">
        {answers.map((answer) => (
          <li key={answer.unit}>
            <LookupCard answer={answer} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function LookupForm({ all }: { all: PublicMunicipality[] }) {
  const words = t.value.lookup
  const asked = place.peek().query
  const chosen = useSignal(asked.get('m') ?? all[0]?.id ?? '')
  const query = useSignal(asked.get('q') ?? '')
  const answers = useMemo(() => loader<LookupAnswer[]>(), [])
  const municipality = all.find((one) => one.id === chosen.value) ?? all[0]
  const search = async () => {
    const q = query.value.trim()
    if (!municipality || q === '') return
    setQuery({ m: municipality.id, q })
    await answers.load(() => lookUp(municipality.id, q))
  }
  useEffect(() => {
    if (query.peek() !== '') void search()
  }, [])
  const now = answers.now.value
  return (
    <>
      <form
        class="lookup"
        role="search"
        onSubmit={(event) => {
          event.preventDefault()
          void search()
        }}
      >
        <Select
          label={words.municipality}
          value={municipality?.id ?? ''}
          options={all.map((one) => ({ value: one.id, label: one.name }))}
          onChange={(value) => {
            chosen.value = value
            answers.clear()
          }}
        />
        <Field
          label={words.query}
          type="search"
          required
          placeholder={words.placeholder}
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value
          }}
        />
        <button type="submit" class="button button-main">
          {words.search}
        </button>
      </form>
      {now.state === 'failed' && <ErrorNotice error={now.error} again={() => void search()} />}
      {now.value !== undefined && municipality && <Results answers={now.value} municipality={municipality} />}
    </>
  )
}

/** «Кто мой участковый?»: a district, a name, the worker with their contacts. */
export function Lookup() {
  const list = useResource(publicMunicipalities, [])
  return (
    <Show of={list.now} again={list.again}>
      {(all) => <LookupForm all={all} />}
    </Show>
  )
}
