import type { PlanSummary } from '../api/types'
import { kilometres, number, t } from '../i18n'

const WIDTH = 340
const HEIGHT = 170
const LEFT = 64
const BOTTOM = 34
const TOP = 14
const RIGHT = 16
/** From the axes to the nearest point, so that no label lies under it. */
const INSET = 14

interface Point {
  id: string
  moved: number
  way: number
}

const span = (values: number[]) => {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  return { low, high, of: (value: number) => (high === low ? 0.5 : (value - low) / (high - low)) }
}

/** How much shorter the ways become for the residents who change their worker. The table beside it says the same in figures. */
export function ChangeCurve({ set, shown }: { set: PlanSummary[]; shown: string }) {
  const words = t.value.variants
  const points: Point[] = set.flatMap((one) => (one.people_moved === undefined ? [] : [{ id: one.id, moved: one.people_moved, way: one.figures.travel_to_best ?? one.figures.travel_per_person }]))
  if (points.length < 2) return null
  const across = span(points.map((point) => point.moved))
  const up = span(points.map((point) => point.way))
  const x = (point: Point) => LEFT + INSET + across.of(point.moved) * (WIDTH - LEFT - INSET - RIGHT)
  const y = (point: Point) => HEIGHT - BOTTOM - INSET - up.of(point.way) * (HEIGHT - BOTTOM - INSET - TOP)
  return (
    <figure class="curve">
      <figcaption>{words.curve}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
        <path class="curve-axis" d={`M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}`} />
        <polyline class="curve-line" points={points.map((point) => `${x(point)},${y(point)}`).join(' ')} />
        {points.map((point) => (
          <circle key={point.id} class={point.id === shown ? 'curve-point curve-shown' : 'curve-point'} cx={x(point)} cy={y(point)} r={point.id === shown ? 7 : 5} />
        ))}
        <text class="curve-text" x={LEFT - 6} y={TOP + 6} text-anchor="end">
          {kilometres(up.high)}
        </text>
        <text class="curve-text" x={LEFT - 6} y={HEIGHT - BOTTOM} text-anchor="end">
          {kilometres(up.low)}
        </text>
        <text class="curve-text" x={LEFT} y={HEIGHT - BOTTOM + 18}>
          {number(across.low)}
        </text>
        <text class="curve-text" x={WIDTH - RIGHT} y={HEIGHT - BOTTOM + 18} text-anchor="end">
          {number(across.high)} {t.value.measure.people}
        </text>
      </svg>
    </figure>
  )
}
