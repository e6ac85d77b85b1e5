import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

/** Tabs as the ARIA practices describe them: arrows move, the shown panel follows. */
export function Tabs<K extends string>(props: {
  label: string
  tabs: { key: K; label: string }[]
  current: K
  onChange: (key: K) => void
  children: ComponentChildren
}) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const step = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex((tab) => tab.key === props.current)
    const last = props.tabs.length - 1
    const next = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key]
    const tab = next === undefined ? undefined : props.tabs[next]
    if (next === undefined || !tab) return
    event.preventDefault()
    props.onChange(tab.key)
    list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[next]?.focus()
  }
  return (
    <>
      <div class="tabs" role="tablist" aria-label={props.label} ref={list} onKeyDown={step}>
        {props.tabs.map((tab) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === props.current}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === props.current ? 0 : -1}
            onClick={() => props.onChange(tab.key)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${props.current}`} tabIndex={0}>
        {props.children}
      </div>
    </>
  )
}
