import type { FleetReport } from '../api/types'
import { duration, kilometres, t } from '../i18n'

/** The same days in figures, with who goes in which vehicle. */
export function FleetTable({ report }: { report: FleetReport }) {
  const words = t.value.fleet
  const title = (id: string | undefined) => {
    const use = report.uses.find((one) => one.vehicle === id)
    return use && `${use.title}: `
  }
  return (
    <div class="table-scroll" role="region" aria-label={words.caption} tabIndex={0}>
      <table class="table">
        <caption>{words.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            <th scope="col">{words.vehicles}</th>
            <th scope="col">{words.shared}</th>
            <th scope="col">{words.distance}</th>
            <th scope="col">{words.time}</th>
          </tr>
        </thead>
        <tbody>
          {report.days.map((day) => (
            <tr key={`${day.day.week}-${day.day.weekday}`} class={day.vehicles === report.peak ? 'row-peak' : ''}>
              <th scope="row">{t.value.week.dayTitle(t.value.weekdays[day.day.weekday] ?? '', day.day.week + 1)}</th>
              <td class="figure">{day.vehicles}</td>
              <td>
                {day.shared_by.length === 0 ? (
                  words.noRounds
                ) : (
                  <ul class="cars">
                    {day.shared_by.map((sites, i) => (
                      <li key={i}>
                        {title(day.taken?.[i]) ?? <span class="visually-hidden">{words.car(i + 1)}: </span>}
                        {words.sites(sites.map((site) => `№ ${site}`).join(' → '))}
                      </li>
                    ))}
                  </ul>
                )}
              </td>
              <td class="figure">{kilometres(day.distance)}</td>
              <td class="figure">{duration(day.time)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
