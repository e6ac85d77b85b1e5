import { useSignal } from '@preact/signals'
import { comparePlans } from '../api/plans'
import type { Plan, PlanComparison, PlanFigures } from '../api/types'
import { kilometres, number, t } from '../i18n'
import { useResource } from '../ui/resource'
import { Select } from '../ui/Select'
import { Show } from '../ui/Show'
import type { Desk } from './desk'
import { VariantTable } from './VariantTable'

function FigureTable({ a, b }: { a: PlanFigures; b: PlanFigures }) {
  const { compare, manager } = t.value
  const way = (metres: number | undefined) => (metres === undefined ? '—' : kilometres(metres))
  const count = (items: number | undefined) => (items === undefined ? '—' : number(items))
  const rows: [string, string, string][] = [
    [compare.sites, number(a.sites), number(b.sites)],
    [manager.travelPerPerson, kilometres(a.travel_per_person), kilometres(b.travel_per_person)],
    [manager.travelBest, way(a.travel_to_best), way(b.travel_to_best)],
    [manager.cutEdges, number(a.cut_edges), number(b.cut_edges)],
    [manager.splitSettlements, number(a.split_settlements), number(b.split_settlements)],
    [manager.splitRural, number(a.split_rural_settlements), number(b.split_rural_settlements)],
    [manager.splitStreets, count(a.split_streets), count(b.split_streets)],
  ]
  return (
    <table class="table">
      <caption class="visually-hidden">{compare.title}</caption>
      <thead>
        <tr>
          <th scope="col">{compare.figure}</th>
          <th scope="col">{compare.here}</th>
          <th scope="col">{compare.there}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, here, there]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td class="figure">{here}</td>
            <td class="figure">{there}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function MovedTable({ moved }: { moved: PlanComparison['units_moved'] }) {
  const words = t.value.compare
  if (moved.length === 0) return <p>{words.same}</p>
  return (
    <table class="table">
      <caption>{words.moved}</caption>
      <thead>
        <tr>
          <th scope="col">{words.unit}</th>
          <th scope="col">{t.value.manager.population}</th>
          <th scope="col">{words.from}</th>
          <th scope="col">{words.to}</th>
        </tr>
      </thead>
      <tbody>
        {moved.map((unit) => (
          <tr key={unit.unit}>
            <th scope="row">{unit.name}</th>
            <td class="figure">{number(unit.population)}</td>
            <td>№ {unit.from}</td>
            <td>№ {unit.to}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Comparison({ a, b }: { a: string; b: string }) {
  const result = useResource(() => comparePlans(a, b), [a, b])
  return (
    <Show of={result.now} again={result.again}>
      {(comparison) => (
        <>
          <p role="status">{t.value.compare.people(number(comparison.people_moved))}</p>
          <FigureTable a={comparison.figures.a} b={comparison.figures.b} />
          <MovedTable moved={comparison.units_moved} />
        </>
      )}
    </Show>
  )
}

/** Two plans side by side: figures, and what moves from one to the other. */
export function ComparePanel({ desk, plan }: { desk: Desk; plan: Plan }) {
  const words = t.value.compare
  const other = useSignal('')
  const others = (desk.plans.now.value.value ?? []).filter((one) => one.id !== plan.id)
  if (others.length === 0) return <p class="notice">{words.onlyOne}</p>
  return (
    <>
      <VariantTable desk={desk} plan={plan} />
      <h2>{words.title}</h2>
      <Select
        label={words.other}
        value={other.value}
        options={[
          { value: '', label: words.choose },
          ...others.map((one) => ({ value: one.id, label: t.value.manager.planOption(one.title, t.value.manager.status[one.status]) })),
        ]}
        onChange={(value) => {
          other.value = value
        }}
      />
      {other.value && <Comparison a={plan.id} b={other.value} />}
    </>
  )
}
