import type { NormStatus } from '../api/types'
import { number } from '../i18n'

const WIDTH = 400
const HEIGHT = 46
const BAR_Y = 4
const BAR_H = 16

/** Population as a bar against the lower and upper bound. The figures stand beside it in words as well. */
export function NormBar(props: { population: number; lower: number; upper: number; status: NormStatus; scale?: number }) {
  const { population, lower, upper, status } = props
  const most = Math.max(props.scale ?? 0, upper * 1.12, population * 1.04, 1)
  const x = (people: number) => Math.round((people / most) * WIDTH)
  const marks = [
    { people: lower, at: x(lower) },
    { people: upper, at: x(upper) },
  ]
  const close = x(upper) - x(lower) < 70
  return (
    <svg class="norm-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" focusable="false">
      <rect class="norm-track" x={0} y={BAR_Y} width={WIDTH} height={BAR_H} rx={3} />
      <rect class="norm-range" x={x(lower)} y={BAR_Y} width={Math.max(x(upper) - x(lower), 1)} height={BAR_H} />
      <rect class={`norm-people norm-${status}`} x={0} y={BAR_Y + 3} width={Math.max(x(population), 2)} height={BAR_H - 6} rx={2} />
      {marks.map((mark, i) => (
        <g key={i}>
          <line class="norm-mark" x1={mark.at} x2={mark.at} y1={BAR_Y - 4} y2={BAR_Y + BAR_H + 4} />
          <text class="norm-text" x={mark.at + (close ? (i === 0 ? -3 : 3) : 0)} y={HEIGHT - 5} text-anchor={close ? (i === 0 ? 'end' : 'start') : 'middle'}>
            {number(mark.people)}
          </text>
        </g>
      ))}
    </svg>
  )
}
