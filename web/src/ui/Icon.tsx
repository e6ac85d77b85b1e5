const SHAPES = {
  person: 'M12 12a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm-8 9c0-4.4 3.6-7 8-7s8 2.6 8 7Z',
  ok: 'M4 12.5 9.5 18 20 6.5',
  below: 'M12 4v15m-7-7 7 7 7-7',
  above: 'M12 20V5M5 12l7-7 7 7',
  warn: 'M12 3 1.8 21h20.4L12 3Zm0 6.5v5m0 2.6v.9',
  plus: 'M12 4v16M4 12h16',
  undo: 'M9 5 4 10l5 5M4 10h10a6 6 0 0 1 0 12h-2',
  redo: 'm15 5 5 5-5 5m5-5H10a6 6 0 0 0 0 12h2',
  print: 'M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7Z',
  down: 'M12 3v12m-6-6 6 6 6-6M4 21h16',
  right: 'm9 5 7 7-7 7',
  pin: 'M12 22s7-7 7-12.5A7 7 0 0 0 5 9.5C5 15 12 22 12 22Zm0-9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
} as const
export type IconName = keyof typeof SHAPES

/** A small drawing beside words; never the only sign of a meaning. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  )
}
