import { t } from '../i18n'

/** What the signs on the map mean. */
export function Legend() {
  const words = t.value.map
  const rows: [string, string][] = [
    ['plate', words.legendSite],
    ['base', words.legendBase],
    ['border', words.legendBorder],
    ['below', words.legendBelow],
    ['above', words.legendAbove],
    ['selected', words.legendSelected],
    ['moved', words.legendMoved],
    ['road', words.legendRoad],
    ['seasonal', words.legendSeasonal],
    ['water', words.legendWater],
  ]
  return (
    <details class="legend">
      <summary>{words.legend}</summary>
      <ul>
        {rows.map(([sign, text]) => (
          <li key={sign}>
            <svg class="legend-sign" viewBox="0 0 40 24" width="40" height="24" aria-hidden="true" focusable="false">
              <LegendSign sign={sign} />
            </svg>
            {text}
          </li>
        ))}
      </ul>
    </details>
  )
}

function LegendSign({ sign }: { sign: string }) {
  switch (sign) {
    case 'plate':
      return (
        <>
          <rect class="sign-plate" x={5} y={1} width={30} height={22} rx={5} />
          <text class="sign-plate-text" x={20} y={17} text-anchor="middle">
            № 1
          </text>
        </>
      )
    case 'base':
      return <circle class="sign-base" cx={20} cy={12} r={7} />
    case 'below':
      return (
        <>
          <rect class="sign-ground" x={2} y={2} width={36} height={20} />
          {[7, 16, 25, 34].map((x) => (
            <g key={x} class="sign-below">
              <circle cx={x} cy={8} r={2} />
              <circle cx={x - 4} cy={16} r={2} />
            </g>
          ))}
        </>
      )
    case 'above':
      return (
        <>
          <rect class="sign-ground" x={2} y={2} width={36} height={20} />
          <path class="sign-above" d="M4 22 24 2M14 22 34 2M24 22 38 8M2 14 14 2" />
        </>
      )
    case 'water':
      return <rect class="sign-water" x={2} y={4} width={36} height={16} />
    case 'selected':
      return (
        <>
          <rect class="sign-selected-halo" x={5} y={5} width={30} height={14} />
          <rect class="sign-selected" x={5} y={5} width={30} height={14} />
        </>
      )
    case 'moved':
      return <rect class="sign-moved" x={5} y={5} width={30} height={14} />
    default:
      return <path class={`sign-${sign}`} d="M2 12H38" />
  }
}
