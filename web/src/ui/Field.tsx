import type { InputHTMLAttributes, TargetedEvent } from 'preact'
import { useId } from 'preact/hooks'

type Handler = (event: TargetedEvent<HTMLInputElement>) => void

interface FieldProps {
  label: string
  hint?: string
  error?: string | undefined
  value?: string | number
  type?: 'text' | 'search' | 'tel' | 'number' | 'date' | 'password' | 'file'
  name?: string
  required?: boolean
  min?: number
  max?: number
  step?: number
  minLength?: number
  accept?: string
  autocomplete?: 'username' | 'current-password' | 'new-password' | 'off'
  placeholder?: string
  inputMode?: 'decimal' | 'numeric'
  onInput?: Handler
  onChange?: Handler
}

/** A labelled input with its hint and its error read out together. */
export function Field({ label, hint, error, ...input }: FieldProps) {
  const id = useId()
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} {...(input as InputHTMLAttributes<HTMLInputElement>)} {...(described ? { 'aria-describedby': described } : {})} {...(error ? { 'aria-invalid': true } : {})} />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  )
}
