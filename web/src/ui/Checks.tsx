/** Boxes to tick, any number of them, under one label. */
export function Checks<T extends string | number>(props: {
  label: string
  options: { value: T; label: string }[]
  chosen: T[]
  onChange: (chosen: T[]) => void
}) {
  const { options, chosen, onChange } = props
  const toggled = (value: T, on: boolean) => options.map((one) => one.value).filter((one) => (one === value ? on : chosen.includes(one)))
  return (
    <fieldset class="checks-row">
      <legend>{props.label}</legend>
      {options.map(({ value, label }) => (
        <label key={value} class="check">
          <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => onChange(toggled(value, event.currentTarget.checked))} />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
