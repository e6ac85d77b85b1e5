import { useId } from 'preact/hooks'
import { t } from '../i18n'

/** One file to send. The browser's own button speaks the browser's language, so ours is drawn over it. */
export function FileField(props: {
  label: string
  hint: string
  name: string
  accept: string
  file: File | undefined
  onChange: (file: File | undefined) => void
}) {
  const id = useId()
  const words = t.value.imports
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class="file-input">
        <span class="file-button" aria-hidden="true">
          {words.chooseFile}
        </span>
        <span class="file-name">{props.file?.name ?? words.noFile}</span>
        <input
          id={id}
          type="file"
          name={props.name}
          accept={props.accept}
          aria-describedby={`${id}-hint`}
          onChange={(event) => props.onChange(event.currentTarget.files?.[0])}
        />
      </div>
      <p id={`${id}-hint`} class="hint">
        {props.hint}
      </p>
    </div>
  )
}
