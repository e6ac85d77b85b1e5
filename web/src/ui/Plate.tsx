/** The number of a site as an enamel plate, as on a house. */
export function Plate({ number, color, big }: { number: number | string; color?: number; big?: boolean }) {
  return (
    <span class={`plate${big ? ' plate-big' : ''}${color === undefined ? '' : ` plate-tint tint-${color}`}`} aria-hidden="true">
      {number}
    </span>
  )
}
