import type { FleetReport } from '../api/types'
import { t } from '../i18n'

const BAR_W = 34
const GAP = 10
const WEEK_GAP = 30
const TOP = 26
const PLOT_H = 190
const LEFT = 44
const BOTTOM = 56

/** Vehicles on each day of the cycle as bars, with the lower bound as a line. */
export function FleetBars({ report }: { report: FleetReport }) {
  const words = t.value.fleet
  const days = [...report.days].sort((a, b) => a.day.week - b.day.week || a.day.weekday - b.day.weekday)
  const most = Math.max(report.peak, report.lower_bound, 1)
  const y = (vehicles: number) => TOP + PLOT_H - (vehicles / most) * PLOT_H
  const x = (week: number, weekday: number) => LEFT + GAP + week * (5 * (BAR_W + GAP) + WEEK_GAP) + weekday * (BAR_W + GAP)
  const weeks = Math.max(...days.map((day) => day.day.week + 1), 1)
  const width = x(weeks - 1, 4) + BAR_W + GAP + 6
  const height = TOP + PLOT_H + BOTTOM
  const step = Math.max(1, Math.ceil(most / 6))
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
  return (
    <figure class="chart">
      <figcaption>{words.chart}</figcaption>
      <div class="table-scroll" role="region" aria-label={words.chart} tabIndex={0}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={words.chartLabel(report.peak, report.lower_bound)}>
          {ticks.map((tick) => (
            <g key={tick}>
              <line class="chart-grid" x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} />
              <text class="chart-text" x={LEFT - 8} y={y(tick) + 6} text-anchor="end">
                {tick}
              </text>
            </g>
          ))}
          {days.map(({ day, vehicles }) => (
            <g key={`${day.week}-${day.weekday}`}>
              <rect
                class={vehicles === report.peak ? 'chart-bar chart-bar-peak' : 'chart-bar'}
                x={x(day.week, day.weekday)}
                y={y(vehicles)}
                width={BAR_W}
                height={TOP + PLOT_H - y(vehicles)}
                rx={3}
              />
              <text class="chart-value" x={x(day.week, day.weekday) + BAR_W / 2} y={y(vehicles) - 6} text-anchor="middle">
                {vehicles}
              </text>
              <text class="chart-text" x={x(day.week, day.weekday) + BAR_W / 2} y={TOP + PLOT_H + 20} text-anchor="middle">
                {t.value.weekdaysShort[day.weekday]}
              </text>
            </g>
          ))}
          {Array.from({ length: weeks }, (_, week) => (
            <text key={week} class="chart-week" x={(x(week, 0) + x(week, 4) + BAR_W) / 2} y={TOP + PLOT_H + 46} text-anchor="middle">
              {t.value.week.weekN(week + 1)}
            </text>
          ))}
          <line class="chart-bound" x1={LEFT} x2={width} y1={y(report.lower_bound)} y2={y(report.lower_bound)} />
        </svg>
      </div>
      <p class="small chart-key">
        <svg viewBox="0 0 40 12" width="40" height="12" aria-hidden="true">
          <line class="chart-bound" x1={0} x2={40} y1={6} y2={6} />
        </svg>
        {words.boundLine}: {report.lower_bound}
      </p>
    </figure>
  )
}
