// What an error is called in words.
import type { ApiError } from '../api/client'
import { said, t } from '../i18n'

export function inWords(error: ApiError): string {
  const words = t.value.errors
  if (error.offline) return words.offline
  if (error.status === 403) return words.forbidden
  if (error.status === 412) return words.conflict
  if (error.status === 429) return words.tooMany
  if (error.problems.length > 0) return words.invalid
  if (error.message === '' || error.message.startsWith('HTTP ')) return words.unknown(error.status)
  return said(error.message, error.english)
}
