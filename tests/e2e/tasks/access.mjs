// Every page in both languages and on a phone: no accessibility fault, nothing wider than the screen.
import assert from 'node:assert/strict'
import { ask, axeFaults, mapsDrawn } from '../browser.mjs'

async function schedulePages(page, server) {
  const { data: plans } = await ask(page, server, 'GET', '/municipalities/vagay/plans')
  for (const plan of plans) {
    const { data: schedules } = await ask(page, server, 'GET', `/plans/${plan.id}/schedules`)
    if (schedules.length > 0) return [`/m/uvat/vehicles`, `/m/vagay/schedule/${schedules[0].id}?site=2`, `/m/vagay/fleet/${schedules[0].id}`]
  }
  return []
}

async function settled(page) {
  await page.locator('h1').first().waitFor()
  if ((await page.locator('.map').count()) > 0) await mapsDrawn(page)
  await page.waitForLoadState('networkidle')
}

async function noFaults(page, where) {
  const faults = await axeFaults(page)
  assert.equal(faults.length, 0, `${where}:\n${faults.join('\n')}`)
}

const TABS = { ru: ['Правка', 'Учреждения', 'Сравнение', 'Документы'], en: ['Redraw', 'Institutions', 'Compare', 'Documents'] }

function pagesTask(language) {
  return {
    name: `axe finds nothing on any page, ${language}`,
    login: 'manager',
    language,
    async run({ page, server }) {
      for (const path of ['/', '/who', '/import', '/jobs', '/password', '/nowhere', ...(await schedulePages(page, server))]) {
        await page.goto(server.base + path)
        await settled(page)
        await noFaults(page, path)
      }
    },
  }
}

function deskTask(language) {
  return {
    name: `axe finds nothing on the manager's desk, ${language}`,
    login: 'manager',
    language,
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await page.locator('.site-row').first().waitFor()
      await settled(page)
      await noFaults(page, 'sites')
      await page.locator('.site-row').first().click()
      await page.locator('.site-heading').waitFor()
      await noFaults(page, 'site card')
      for (const tab of TABS[language]) {
        await page.getByRole('tab', { name: tab }).click()
        await page.waitForLoadState('networkidle')
        await noFaults(page, tab)
      }
      await page.locator('.picker button').click()
      await page.locator('dialog .form').waitFor()
      await noFaults(page, 'new plan')
    },
  }
}

function visitorTask(language) {
  return {
    name: `axe finds nothing for a visitor, ${language}`,
    language,
    async run({ page, server }) {
      for (const path of ['/', '/who?m=vagay&q=%D0%B2%D0%B0%D0%B3', '/login']) {
        await page.goto(server.base + path)
        await settled(page)
        await noFaults(page, path)
      }
    },
  }
}

export const tasks = [
  ...['ru', 'en'].flatMap((language) => [visitorTask(language), pagesTask(language), deskTask(language)]),
  {
    name: 'nothing is wider than a phone',
    login: 'manager',
    width: 390,
    height: 844,
    async run({ page, server }) {
      for (const path of ['/', '/who', '/import', '/jobs', '/m/vagay', ...(await schedulePages(page, server))]) {
        await page.goto(server.base + path)
        await settled(page)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth)
        assert.ok(wide <= 390, `${path} is ${wide} px wide`)
      }
    },
  },
  {
    name: 'buttons and links are large enough for a finger',
    login: 'manager',
    width: 1024,
    height: 768,
    async run({ page, server }) {
      await page.goto(`${server.base}/m/vagay`)
      await page.locator('.site-row').first().waitFor()
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, select, input:not([type=checkbox]), summary, nav a, a.button')]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
          .map((one) => `${one.tagName} ${one.className} ${one.textContent?.trim().slice(0, 30)} ${one.getBoundingClientRect().height}`),
      )
      assert.deepEqual(small, [])
    },
  },
]
