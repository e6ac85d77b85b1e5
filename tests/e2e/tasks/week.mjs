// The worker's week and the planner's table.
import assert from 'node:assert/strict'
import { ask, mapColours, mapsDrawn } from '../browser.mjs'

async function someSchedule(page, server) {
  const { data: plans } = await ask(page, server, 'GET', '/municipalities/vagay/plans')
  for (const plan of plans) {
    const { data: schedules } = await ask(page, server, 'GET', `/plans/${plan.id}/schedules`)
    if (schedules.length > 0) return schedules[0]
  }
  throw new Error('vagay has no schedule')
}

/** A site of the schedule that has rounds. */
async function siteWithRounds(page, server, schedule) {
  const { data } = await ask(page, server, 'GET', `/schedules/${schedule.id}`)
  for (const site of Object.keys(data.site_names)) {
    const { data: own } = await ask(page, server, 'GET', `/schedules/${schedule.id}/sites/${site}`)
    if (own.rounds.length > 0) return { site, own }
  }
  throw new Error('no site has rounds')
}

export const tasks = [
  {
    name: 'a worker reads the week, its times and its map',
    login: 'worker',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site, own } = await siteWithRounds(page, server, schedule)
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      await page.locator('.cycle').waitFor()
      assert.equal(await page.locator('.day-round').count(), own.rounds.length)
      assert.match(await page.locator('.day-and-map .day-table').innerText(), /\d\d:\d\d/)
      await mapsDrawn(page)
      assert.ok((await mapColours(page)) > 3)
    },
  },
  {
    name: 'another day is chosen by keyboard',
    login: 'worker',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site, own } = await siteWithRounds(page, server, schedule)
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      const last = page.locator('.day-round .day-button').nth(own.rounds.length - 1)
      await last.focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/day=/)
      assert.equal(await last.getAttribute('aria-pressed'), 'true')
    },
  },
  {
    name: 'an urgent visit finds who can make it',
    login: 'worker',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site } = await siteWithRounds(page, server, schedule)
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      await page.getByRole('button', { name: 'Срочный выезд' }).click()
      await page.getByLabel('Время сейчас').fill('десять')
      await page.getByText('Напишите время, например 10:20').waitFor()
      await page.getByLabel('Время сейчас').fill('9:20')
      await page.getByRole('button', { name: 'Кто успеет' }).click()
      await page.locator('.emergency-option').first().waitFor()
      assert.match(await page.locator('.emergency-option').first().innerText(), /Участок № \d+.*на месте в \d\d:\d\d/s)
    },
  },
  {
    name: 'a visit order is dated by the calendar',
    login: 'worker',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site } = await siteWithRounds(page, server, schedule)
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      await page.getByText(/-я неделя графика/).first().waitFor()
      await page.getByRole('button', { name: 'Поручение на выезд' }).click()
      await page.getByLabel('Поступило').fill('2026-11-02')
      await page.getByLabel('Срок').selectOption('15')
      await page.getByRole('button', { name: 'Когда успеем' }).click()
      await page.getByText('Исполнить до 24 ноября 2026 г. включительно.').waitFor()
    },
  },
  {
    name: 'a car that breaks gives a schedule that names what it changes',
    login: 'planner',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site, own } = await siteWithRounds(page, server, schedule)
      const { day } = own.rounds[0]
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      await page.getByRole('button', { name: 'Изменились обстоятельства' }).click()
      const dialog = page.getByRole('dialog')
      const carless = dialog.getByRole('group', { name: 'День без машины' })
      await carless.getByLabel('День', { exact: true }).selectOption(String(day.weekday))
      await carless.getByLabel('Неделя', { exact: true }).selectOption(String(day.week))
      await carless.getByRole('button', { name: 'Добавить' }).click()
      await dialog.locator('.circumstances li').waitFor()
      await mapsDrawn(page)
      await dialog.getByRole('button', { name: 'Перестроить график' }).click()
      await page.waitForURL((url) => url.pathname.includes('/schedule/') && !url.pathname.includes(schedule.id))
      await page.locator('.change-rows li').first().waitFor()
      assert.ok((await page.locator('.change-here').count()) > 0)
      assert.match(await page.locator('.change-here').first().innerText(), /было — .*стало — .*Причина/s)
    },
  },
  {
    name: 'the week fits A4 on paper',
    login: 'worker',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { site, own } = await siteWithRounds(page, server, schedule)
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${site}`)
      await page.locator('.cycle').waitFor()
      await page.emulateMedia({ media: 'print' })
      // A4 across, less the margins, at 96 dots to the inch.
      await page.setViewportSize({ width: 1032, height: 700 })
      const wide = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(wide <= 1032, `the sheet is ${wide} px wide`)
      assert.ok(!(await page.locator('.header').isVisible()))
      assert.equal(await page.locator('.print-only .day-sheet:visible').count(), own.rounds.length)
      // The weeks on one sheet, at least two days on each of the next, then what is left out.
      const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      const sheets = paper.match(/\/Type\s*\/Page\b/g)?.length ?? 0
      assert.ok(sheets > 1 && sheets <= Math.ceil(own.rounds.length / 2) + 2, `${sheets} sheets of paper`)
    },
  },
  {
    name: 'a long day is explained with what would help',
    login: 'planner',
    needsServer: true,
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { data } = await ask(page, server, 'GET', `/schedules/${schedule.id}`)
      const round = data.rounds.reduce((a, b) => (b.arrival - b.departure > a.arrival - a.departure ? b : a))
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${round.site}&day=${round.day.week}-${round.day.weekday}`)
      await page.getByRole('button', { name: /^Почему так и что поможет/ }).first().click()
      await page.getByText('Поездка длится').waitFor()
      await page.getByText('Что поможет', { exact: true }).waitFor()
    },
  },
  {
    name: 'opening hours of a reception point move its visits into them',
    login: 'planner',
    needsServer: true,
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { data } = await ask(page, server, 'GET', `/schedules/${schedule.id}`)
      const round = data.rounds.find((one) => one.stops.length > 2)
      const { unit } = round.stops[1]
      await page.goto(`${server.base}/m/vagay/schedule/${schedule.id}?site=${round.site}`)
      await page.getByRole('button', { name: 'Изменились обстоятельства' }).click()
      const times = page.getByRole('group', { name: 'Часы приёма и назначенное время' })
      await times.getByLabel('Населённый пункт').selectOption(unit)
      await times.getByLabel('С', { exact: true }).fill('12:00')
      await times.getByLabel('До', { exact: true }).fill('15:00')
      await times.getByRole('button', { name: 'Добавить часы приёма' }).click()
      await page.getByText(/приём 12:00–15:00, каждый день/).waitFor()
      await page.getByRole('button', { name: 'Перестроить график' }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: 90_000 })
      await page.waitForURL((address) => !address.pathname.endsWith(schedule.id))
      const { data: after } = await ask(page, server, 'GET', `/schedules/${new URL(page.url()).pathname.split('/').at(-1)}`)
      const stops = after.rounds.flatMap((one) => one.stops).filter((stop) => stop.unit === unit)
      // The hours bind the reception, with which a visit begins: 20 minutes at least. Home visits may come after them.
      assert.ok(stops.length > 0 && stops.every((stop) => stop.start >= 12 * 3600 && stop.start + 20 * 60 <= 15 * 3600), JSON.stringify(stops))
    },
  },
  {
    name: 'a planner sees vehicles by day, the bound with its reason, and every municipality',
    login: 'planner',
    async run({ page, server }) {
      const schedule = await someSchedule(page, server)
      const { data: report } = await ask(page, server, 'GET', `/schedules/${schedule.id}/fleet`)
      await page.goto(`${server.base}/m/vagay/fleet/${schedule.id}`)
      await page.getByRole('img', { name: /Машины по дням/ }).waitFor()
      const text = await page.locator('main').innerText()
      assert.ok(text.includes(report.bound_reason), 'the reason of the bound is not shown')
      assert.equal(await page.locator('table tbody tr').count(), report.days.length)
      await page.getByRole('button', { name: 'Показать все муниципалитеты' }).click()
      await page.getByText('Машины по муниципалитетам').waitFor()
    },
  },
  {
    name: 'a planner lists a car, schedules for it, and sees whose it is on each day',
    login: 'planner',
    async run({ page, server }) {
      await page.goto(`${server.base}/m/uvat/vehicles`)
      await page.getByText(/Список пуст/).waitFor()
      await page.getByRole('button', { name: 'Добавить машину' }).click()
      await page.getByLabel('Как называют').fill('УАЗ центра')
      await page.getByLabel('Проходимость').selectOption('offroad')
      await page.getByLabel('Водитель с').fill('7:30')
      assert.ok(await page.getByRole('button', { name: 'Сохранить' }).isDisabled(), 'half of the hours is enough')
      await page.getByLabel('Водитель до').fill('18:00')
      await page.getByLabel('За километр').fill('18,5')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      const row = page.getByRole('row', { name: /УАЗ центра/ })
      await row.waitFor()
      assert.match(await row.innerText(), /07:30–18:00[\s\S]*18,5 ₽ за км/)
      const { data: plans } = await ask(page, server, 'GET', '/municipalities/uvat/plans')
      const { data: profiles } = await ask(page, server, 'GET', '/visit-profiles')
      await page.goto(`${server.base}/m/uvat?plan=${plans[0].id}`)
      await page.getByRole('button', { name: 'Составить график' }).click()
      await page.getByText('Машин в списке: 1').waitFor()
      assert.ok(profiles.length > 0)
      await page.getByRole('button', { name: 'Составить', exact: true }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: 90_000 })
      await page.getByRole('link', { name: 'Транспорт', exact: true }).first().click()
      const use = page.getByRole('row', { name: /УАЗ центра учреждения/ })
      await use.waitFor()
      await page.getByText(/УАЗ центра: уч\. № \d/).first().waitFor()
    },
  },
  {
    name: 'a planner reads a bus timetable, is told what is wrong in it, and sees its trips',
    login: 'planner',
    async run({ page, server }) {
      const { data: units } = await ask(page, server, 'GET', '/municipalities/vagay/units')
      const [a, b] = units.features.map(({ properties }) => properties)
      await page.goto(`${server.base}/m/vagay/vehicles`)
      const table = (back) =>
        `маршрут,рейс,остановка,прибытие,отправление,дни,билет\n` +
        `Автобус 7,утро,${a.settlement},,8:40,пн,90\nАвтобус 7,утро,${b.settlement},9:30,,,\n` +
        `Автобус 7,вечер,${b.settlement},,15:00,пн,\nАвтобус 7,вечер,${a.settlement},${back},,,\n`
      const read = async (text) => {
        await page.locator('input[name=timetable]').setInputFiles({ name: 'bus.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
        await page.getByRole('button', { name: 'Загрузить расписание' }).click()
      }
      await read(table('14:00'))
      await page.getByRole('cell', { name: /timetable\.value/ }).waitFor()
      await page.getByText(/Список пуст/).waitFor()
      await read(table('15:50'))
      await page.getByText('Прочитано маршрутов: 1, рейсов: 2.').waitFor()
      const row = page.getByRole('row', { name: /Автобус 7/ })
      await row.getByText('Рейсов: 2').click()
      assert.match(await row.innerText(), /утро \(пн\):.* 08:40 — .* 09:30[\s\S]*180 ₽ за день/)
      await row.getByRole('button', { name: /Изменить/ }).click()
      await page.getByRole('button', { name: 'Удалить' }).click()
      await page.getByRole('button', { name: /Точно удалить/ }).click()
      await page.getByText(/Список пуст/).waitFor()
    },
  },
]
