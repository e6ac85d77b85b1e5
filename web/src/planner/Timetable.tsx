import { useSignal } from '@preact/signals'
import type { ApiError } from '../api/client'
import type { LineTrip, Problem } from '../api/types'
import { readTimetable } from '../api/vehicles'
import { clock, t } from '../i18n'
import { ErrorNotice } from '../ui/ErrorNotice'
import { FileField } from '../ui/FileField'
import { ProblemTable } from '../ui/ProblemTable'
import { asApiError } from '../ui/resource'

/** The trips of a line, each with its days and stops, folded away. */
export function Trips({ trips, names }: { trips: LineTrip[]; names: Map<string, string> }) {
  const words = t.value.vehicles
  const days = ({ weekdays }: LineTrip) => weekdays.map((day) => t.value.weekdaysShort[day] ?? '').join(', ') || words.everyDay
  return (
    <details>
      <summary>{words.trips(trips.length)}</summary>
      <ul class="circumstances">
        {trips.map((trip) => (
          <li key={trip.id}>
            {trip.id} ({days(trip)}): {trip.calls.map((call) => `${names.get(call.settlement) ?? call.settlement} ${clock(call.departs)}`).join(' — ')}
          </li>
        ))}
      </ul>
    </details>
  )
}

/** A file with a timetable, read into the list. */
export function Timetable({ municipality, onRead }: { municipality: string; onRead: () => void }) {
  const words = t.value.vehicles
  const file = useSignal<File | undefined>(undefined)
  const error = useSignal<ApiError | null>(null)
  const problems = useSignal<Problem[]>([])
  const done = useSignal('')
  const read = async (chosen: File) => {
    error.value = null
    done.value = ''
    problems.value = []
    try {
      const found = await readTimetable(municipality, chosen)
      problems.value = found.problems
      if (found.problems.length === 0) {
        const trips = found.lines.reduce((sum, line) => sum + (line.trips?.length ?? 0), 0)
        done.value = words.timetableRead(found.lines.length, trips)
        onRead()
      }
    } catch (cause) {
      error.value = asApiError(cause)
    }
  }
  return (
    <section>
      <h2>{words.publicTransport}</h2>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (file.value) void read(file.value)
        }}
      >
        <FileField
          label={words.timetable}
          hint={words.timetableHint}
          name="timetable"
          accept=".csv,.xlsx,.xls,.ods,.zip"
          file={file.value}
          onChange={(chosen) => {
            file.value = chosen
          }}
        />
        <button type="submit" class="button" disabled={file.value === undefined}>
          {words.readTimetable}
        </button>
        {done.value && <p role="status">{done.value}</p>}
        {error.value && <ErrorNotice error={error.value} />}
        {problems.value.length > 0 && <ProblemTable problems={problems.value} caption={t.value.errors.problems} />}
      </form>
    </section>
  )
}
