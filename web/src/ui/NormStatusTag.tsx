import type { NormStatus } from '../api/types'
import { t } from '../i18n'
import { Icon } from './Icon'

const ICONS = { within: 'ok', below: 'below', above: 'above' } as const

/** How a site stands against its norm: a word, an icon and a colour. */
export function NormStatusTag({ status }: { status: NormStatus }) {
  return (
    <span class={`tag tag-${status}`}>
      <Icon name={ICONS[status]} />
      {t.value.manager.normStatus[status]}
    </span>
  )
}
