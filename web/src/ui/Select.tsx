import { useId } from 'preact/hooks'

export interface Option {
  value: string
  label: string
}

export function Select(props: {
  label: string
  value: string
  options: Option[]
  onChange: (value: string) => void
  hint?: string
  disabled?: boolean
}) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        value={props.value}
        disabled={props.disabled ?? false}
        onChange={(event) => props.onChange(event.currentTarget.value)}
        {...(props.hint ? { 'aria-describedby': `${id}-hint` } : {})}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
      {props.hint && (
        <p id={`${id}-hint`} class="hint">
          {props.hint}
        </p>
      )}
    </div>
  )
}
