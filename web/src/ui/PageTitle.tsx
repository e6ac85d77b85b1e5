import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n'

let first = true

/** The heading of a page: names the browser's tab and takes the focus when the page is entered from another. */
export function PageTitle({ text, lead }: { text: string; lead?: string }) {
  const ref = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${text} · ${t.value.app.name}`
  }, [text])
  useEffect(() => {
    if (!first) ref.current?.focus({ preventScroll: true })
    first = false
  }, [])
  return (
    <div class="page-title">
      <h1 ref={ref} tabIndex={-1}>
        {text}
      </h1>
      {lead && <p class="lead">{lead}</p>}
    </div>
  )
}
