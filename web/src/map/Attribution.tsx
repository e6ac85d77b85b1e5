import { t } from '../i18n'

/** Who made the layers and under which licence: on every map. */
export function Attribution({ lines }: { lines: string[] }) {
  const words = t.value.map
  const named = lines.some((line) => /openstreetmap/i.test(line))
  const all = named ? lines : [words.osm, ...lines]
  return (
    <p class="attribution">
      <span class="visually-hidden">{words.attribution}: </span>
      {all.join(' · ')}
    </p>
  )
}
