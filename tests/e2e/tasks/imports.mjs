// Importing a user's own data: every problem at once, then a good file.
import assert from 'node:assert/strict'

const LONG_MS = 90_000
const BAD = 'id,name,lon,lat,population\na,Первая,69.0,57.9,-5\nb,Вторая,690,57.8,10\n'
const GOOD = 'id,name,lon,lat,population\na,село Первое,69.0,57.9,1200\nb,деревня Вторая,69.1,57.8,900\nc,деревня Третья,69.2,57.9,700\n'
const LINKS = 'from,to,km\na,b,14\nb,c,16\n'

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') })

async function fillIn(page, server) {
  await page.goto(`${server.base}/import`)
  await page.getByLabel('Короткий код латиницей').fill('proba')
  await page.getByLabel('Полное название').fill('Пробный район')
}

export const tasks = [
  {
    name: 'an import without what it needs says what is missing',
    login: 'manager',
    async run({ page, server }) {
      await page.goto(`${server.base}/import`)
      await page.getByRole('button', { name: 'Загрузить' }).click()
      await page.getByText('Впишите код').waitFor()
      await page.getByText('Выберите хотя бы один файл').waitFor()
    },
  },
  {
    name: 'a bad file is answered with every problem in a table, and the form keeps what was entered',
    login: 'manager',
    async run({ page, server }) {
      await fillIn(page, server)
      await page.locator('input[name=settlements]').setInputFiles(csv('villages.csv', BAD))
      await page.getByRole('button', { name: 'Загрузить' }).click()
      await page.getByRole('table').locator('tbody tr').nth(1).waitFor({ timeout: LONG_MS })
      assert.equal(await page.getByLabel('Полное название').inputValue(), 'Пробный район')
      assert.match(await page.locator('.file-name').first().innerText(), /villages\.csv/)
    },
  },
  {
    name: 'good files become a municipality',
    login: 'manager',
    needsServer: true,
    async run({ page, server }) {
      await fillIn(page, server)
      await page.locator('input[name=settlements]').setInputFiles(csv('villages.csv', GOOD))
      await page.locator('input[name=links]').setInputFiles(csv('links.csv', LINKS))
      await page.getByRole('button', { name: 'Загрузить' }).click()
      await page.getByRole('link', { name: 'Открыть карту' }).click({ timeout: LONG_MS })
      await page.getByRole('heading', { level: 1, name: 'Пробный район' }).waitFor()
    },
  },
]
