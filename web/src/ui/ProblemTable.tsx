import type { Problem } from '../api/types'
import { t } from '../i18n'

/** Every problem at once: where, why, what to do. */
export function ProblemTable({ problems, caption }: { problems: Problem[]; caption: string }) {
  const words = t.value.errors
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.place}</th>
            <th scope="col">{words.cause}</th>
            <th scope="col">{words.action}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem, i) => (
            <tr key={i}>
              <td>
                {problem.pointer}
                <br />
                <code class="small">{problem.code}</code>
              </td>
              <td>{problem.cause}</td>
              <td>{problem.action}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
