import type { ApiError } from '../api/client'
import { t } from '../i18n'
import { inWords } from './errors'
import { ProblemTable } from './ProblemTable'

/** An error said in words, with a way to try again. */
export function ErrorNotice({ error, again }: { error: ApiError; again?: () => void }) {
  return (
    <div class="notice notice-bad" role="alert">
      <p>{inWords(error)}</p>
      {error.problems.length > 0 && <ProblemTable problems={error.problems} caption={t.value.errors.problems} />}
      {again && (
        <button type="button" class="button" onClick={again}>
          {t.value.app.retry}
        </button>
      )}
    </div>
  )
}
