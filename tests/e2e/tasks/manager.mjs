// The manager's work: the map, a new plan, redrawing, somebody else's change, institutions, approval.
import assert from 'node:assert/strict'
import { ask, mapColours, mapsDrawn } from '../browser.mjs'

const LONG_MS = 90_000

/** A draft of our own of the demo's plan, so that tasks do not disturb each other. */
async function ownDraft(page, server, title, municipality = 'vagay') {
  const { data: plans } = await ask(page, server, 'GET', `/municipalities/${municipality}/plans`)
  const { data } = await ask(page, server, 'POST', `/plans/${plans.at(-1).id}/copy`, { title })
  const { data: plan, etag } = await ask(page, server, 'GET', `/plans/${data.id}`)
  return { plan, etag }
}

/** A unit that is no base, and another site to move it to. */
function moveOf(plan) {
  const bases = new Set(plan.sites.map((site) => site.base))
  const [unit, from] = Object.entries(plan.assignment).find(([id]) => !bases.has(id))
  return { unit, from, to: plan.sites.find((site) => site.number !== from).number }
}

async function unitName(page, server, unit) {
  const { data } = await ask(page, server, 'GET', '/municipalities/vagay/units')
  return data.features.find((one) => one.properties.id === unit).properties.name
}

/** A unit of Snezhinsk that is found by its name alone, with its name. */
async function namedUnit(page, server) {
  const { data } = await ask(page, server, 'GET', '/municipalities/snezhinsk/units')
  const units = data.features.map((one) => one.properties)
  const unit = units.find(({ name }) => units.filter((other) => other.name.includes(name)).length === 1)
  return { unit: unit.id, name: unit.name }
}

/** A move that breaks a rule and that the server can repair. */
async function breakingMove(page, server, plan) {
  const numbers = plan.sites.map((site) => site.number)
  for (const [unit, from] of Object.entries(plan.assignment)) {
    for (const to of numbers.filter((number) => number !== from)) {
      const moves = { moves: [{ unit, to }] }
      const { data: judged } = await ask(page, server, 'POST', `/plans/${plan.id}/evaluate`, moves)
      const torn = judged.problems.some((problem) => problem.code === 'site.disconnected')
      if (judged.problems.length === 0 || torn) continue
      const { data: proposals } = await ask(page, server, 'POST', `/plans/${plan.id}/repairs`, moves)
      if (proposals.length > 0) return moves.moves[0]
    }
  }
  return null
}

async function openRedraw(page, server, plan) {
  await page.goto(`${server.base}/m/vagay?plan=${plan.id}`)
  await page.getByRole('tab', { name: 'Правка' }).click()
  await page.getByRole('heading', { name: 'Перенести в другой участок' }).waitFor()
}

async function moveInList(page, server, { unit, to }) {
  const name = await unitName(page, server, unit)
  await page.getByLabel('Поиск по названию').fill(name)
  await page.locator('.checks label').filter({ hasText: name }).first().click()
  await page.locator('.move-form select').selectOption(String(to))
  await page.getByRole('button', { name: 'Перенести (1)' }).click()
}

export const tasks = [
  {
    name: 'the list of municipalities leads to a map with coloured sites',
    login: 'manager',
    async run({ page, server }) {
      await page.goto(server.base)
      await page.getByRole('link', { name: /Открыть карту: .*Вагай/ }).click()
      await page.locator('.site-row').first().waitFor()
      await mapsDrawn(page)
      const colours = await mapColours(page)
      assert.ok(colours > 6, `only ${colours} colours on the map`)
      assert.match(await page.locator('.attribution').innerText(), /OpenStreetMap.*ODbL/)
    },
  },
  {
    name: 'a site opens from the list by keyboard and shows its norm and base',
    login: 'manager',
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await page.locator('.site-row').first().focus()
      await page.keyboard.press('Enter')
      await page.locator('.site-heading').waitFor()
      const card = await page.locator('.card-flow').innerText()
      for (const word of ['Норматив', 'Рабочее место', 'Площадь', 'км²', 'Населённые пункты']) assert.ok(card.includes(word), `no «${word}» on the card`)
    },
  },
  {
    name: 'a new plan is made with progress and lies on the desk',
    login: 'manager',
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await page.getByRole('button', { name: 'Составить схему' }).click()
      await page.getByLabel('Что важнее').selectOption('balance')
      await page.getByRole('button', { name: 'Составить', exact: true }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: LONG_MS })
      await page.locator('.site-row').first().waitFor()
    },
  },
  {
    name: 'a plan is made for the posts there are, halves counted',
    login: 'manager',
    needsServer: true,
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await page.getByRole('button', { name: 'Составить схему' }).click()
      await page.getByLabel('Нормативы численности').selectOption('perm-posts')
      await page.getByLabel('Сколько участков').selectOption('posts')
      await page.getByLabel('Число ставок').fill('4.5')
      await page.getByRole('button', { name: 'Составить', exact: true }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: LONG_MS })
      await page.locator('.site-row').filter({ hasText: 'ставок: 0,5' }).first().waitFor()
      await page.locator('summary').filter({ hasText: 'Показатели' }).click()
      assert.match(await page.locator('dl.facts').first().innerText(), /Ставок\s+4,5/)
    },
  },
  {
    name: 'conditions are set on places and kept by the next plan, which starts from this one',
    login: 'manager',
    needsServer: true,
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'Исходная для условий', 'snezhinsk')
      const { unit, name } = await namedUnit(page, server)
      const from = plan.assignment[unit]
      const [locked] = plan.sites.map((site) => site.number).filter((number) => number !== from)
      await page.goto(`${server.base}/m/snezhinsk?plan=${plan.id}`)
      await page.getByRole('tab', { name: 'Условия' }).click()
      await page.getByText('Условий нет').waitFor()
      await page.getByLabel('Поиск по названию').fill(name)
      await page.locator('.checks label').filter({ hasText: name }).first().click()
      await page.getByLabel('За участком').selectOption(String(from))
      await page.getByRole('button', { name: 'Закрепить', exact: true }).click()
      await page.locator('.conditions li').filter({ hasText: `${name} — в участке № ${from}` }).waitFor()
      await page.getByRole('checkbox', { name: new RegExp(`^№ ${locked} —`) }).check()
      await page.getByRole('button', { name: 'Составить схему с этими условиями' }).click()
      await page.getByLabel('Что важнее').selectOption('least_change')
      await page.getByRole('button', { name: 'Составить', exact: true }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: LONG_MS })
      await page.waitForURL((address) => address.searchParams.get('plan') !== plan.id)
      const made = await ask(page, server, 'GET', `/plans/${new URL(page.url()).searchParams.get('plan')}`)
      assert.equal(made.data.origin.based_on, plan.id)
      assert.equal(made.data.assignment[unit], from)
      const members = (one) => Object.entries(one.assignment).filter(([, site]) => site === locked).map(([id]) => id)
      assert.deepEqual(members(made.data), members(plan))
      assert.deepEqual(Object.keys(made.data.origin.conditions.locked), [String(locked)])
    },
  },
  {
    name: 'several plans are made to choose from, and one is kept',
    login: 'manager',
    needsServer: true,
    async run({ page, server }) {
      await page.goto(`${server.base}/m/snezhinsk`)
      await page.getByRole('button', { name: 'Составить схему' }).click()
      await page.getByLabel('Сколько схем составить').selectOption('aims')
      await page.getByRole('button', { name: 'Составить', exact: true }).click()
      await page.locator('dialog').waitFor({ state: 'detached', timeout: LONG_MS })
      const table = page.getByRole('region', { name: 'Схемы на выбор' })
      await table.getByRole('row').nth(2).waitFor()
      await table.getByRole('button', { name: /^Показать/ }).first().click()
      await page.getByRole('button', { name: /Оставить эту, убрать другие/ }).click()
      await table.waitFor({ state: 'detached' })
      const { data: left } = await ask(page, server, 'GET', '/municipalities/snezhinsk/plans')
      assert.equal(left.filter((one) => one.variant).length, 1)
    },
  },
  {
    name: 'a redrawing that breaks the norm is repaired by a proposal',
    login: 'manager',
    needsServer: true,
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'С исправлением', 'snezhinsk')
      const step = await breakingMove(page, server, plan)
      assert.ok(step, 'no move in Snezhinsk breaks a norm and can be repaired')
      // The steps as the page itself keeps them on the device.
      await page.goto(server.base)
      await page.evaluate(([id, steps]) => localStorage.setItem(`uchastok.edits.${id}`, steps), [plan.id, JSON.stringify([{ units: [step.unit], to: step.to }])])
      await page.goto(`${server.base}/m/snezhinsk?plan=${plan.id}`)
      await page.getByRole('tab', { name: 'Правка' }).click()
      await page.getByRole('button', { name: 'Подобрать исправление' }).click()
      await page.getByRole('button', { name: 'Взять исправление 1' }).click()
      await page.getByText('Нарушений нет.').waitFor()
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.getByText('Изменения сохранены.').waitFor()
      const { data } = await ask(page, server, 'GET', `/plans/${plan.id}`)
      assert.deepEqual([data.violations, data.assignment[step.unit]], [[], step.to])
    },
  },
  {
    name: 'redrawing judges at once, undoes, redoes and saves',
    login: 'manager',
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'Правка из браузера')
      const move = moveOf(plan)
      await openRedraw(page, server, plan)
      await moveInList(page, server, move)
      await page.getByText('Жителей, которые сменят участок').waitFor()
      await page.getByRole('button', { name: 'Отменить шаг' }).click()
      await page.getByText('Переносов пока нет.').waitFor()
      await page.getByRole('button', { name: 'Вернуть шаг' }).click()
      await page.getByText('Несохранённых переносов: 1').waitFor()
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.getByText('Изменения сохранены.').waitFor()
      const { data } = await ask(page, server, 'GET', `/plans/${plan.id}`)
      assert.equal(data.assignment[move.unit], move.to)
    },
  },
  {
    name: 'unsaved moves outlive a closed page',
    login: 'manager',
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'Несохранённая')
      await openRedraw(page, server, plan)
      await moveInList(page, server, moveOf(plan))
      await page.getByText('Несохранённых переносов: 1').waitFor()
      await openRedraw(page, server, plan)
      await page.getByText('Восстановлены несохранённые переносы').waitFor()
      await page.getByText('Несохранённых переносов: 1').waitFor()
    },
  },
  {
    name: "somebody else's change is met with words and keeps the edits",
    login: 'manager',
    async run({ page, server }) {
      const { plan, etag } = await ownDraft(page, server, 'Двое правят')
      const move = moveOf(plan)
      await openRedraw(page, server, plan)
      await moveInList(page, server, move)
      await ask(page, server, 'PATCH', `/plans/${plan.id}`, { title: 'Двое правят: другой успел' }, { 'if-match': etag })
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.getByRole('button', { name: 'Загрузить новую версию' }).click()
      await page.getByText('Несохранённых переносов: 1').waitFor()
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.getByText('Изменения сохранены.').waitFor()
      const { data } = await ask(page, server, 'GET', `/plans/${plan.id}`)
      assert.equal(data.assignment[move.unit], move.to)
    },
  },
  {
    name: 'a lost connection is said and loses nothing',
    login: 'manager',
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'Без связи')
      await openRedraw(page, server, plan)
      await moveInList(page, server, moveOf(plan))
      await page.context().setOffline(true)
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.locator('.offline').waitFor()
      await page.context().setOffline(false)
      await page.locator('.offline').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Сохранить изменения' }).click()
      await page.getByText('Изменения сохранены.').waitFor()
    },
  },
  {
    name: 'an institution is added by a click on the map, changed and removed',
    login: 'manager',
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await mapsDrawn(page)
      await page.getByRole('tab', { name: 'Учреждения' }).click()
      await page.getByRole('button', { name: 'Добавить учреждение' }).click()
      await page.getByLabel('Полное наименование').fill('ФАП из браузера')
      await page.getByRole('button', { name: 'Указать на карте' }).click()
      await page.getByText('Нажмите на карту там').waitFor()
      const box = await page.locator('.map canvas').boundingBox()
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
      assert.match(await page.getByLabel('Широта').inputValue(), /^\d+\.\d+$/)
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await page.getByRole('button', { name: 'Изменить: ФАП из браузера' }).click()
      await page.getByLabel('Телефон').fill('+7 34539 2-22-22')
      await page.getByRole('button', { name: 'Сохранить' }).click()
      await page.getByText('+7 34539 2-22-22').waitFor()
      await page.getByRole('button', { name: 'Удалить: ФАП из браузера' }).click()
      await page.getByRole('alert').getByRole('button', { name: 'Удалить' }).click()
      await page.locator('.place-row').filter({ hasText: 'ФАП из браузера' }).waitFor({ state: 'detached' })
    },
  },
  {
    name: 'two plans are compared',
    login: 'manager',
    async run({ page, server }) {
      await ownDraft(page, server, 'Для сравнения')
      await page.goto(`${server.base}/m/vagay`)
      await page.getByRole('tab', { name: 'Сравнение' }).click()
      await page.getByLabel('С какой схемой').selectOption({ index: 1 })
      await page.getByRole('columnheader', { name: 'Другая схема' }).waitFor()
    },
  },
  {
    name: 'a draft is checked, submitted and approved by an order',
    login: 'manager',
    async run({ page, server }) {
      const { plan } = await ownDraft(page, server, 'К приказу')
      await page.goto(`${server.base}/m/vagay?plan=${plan.id}`)
      await page.getByRole('tab', { name: 'Документы' }).click()
      await page.getByRole('button', { name: 'Проверить схему' }).click()
      await page.getByText('Проверка пройдена').waitFor()
      await page.getByRole('button', { name: 'Отправить на согласование' }).click()
      await page.getByLabel('Номер приказа').fill('12-од')
      await page.getByLabel('Дата приказа').fill('2026-11-20')
      await page.getByRole('button', { name: 'Утвердить' }).click()
      await page.getByText('Утверждена приказом № 12-од').waitFor()
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /CSV/ }).click()])
      assert.ok(await download.path())
    },
  },
]
