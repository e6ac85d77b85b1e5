// What a resident does, and signing in.
import assert from 'node:assert/strict'
import { ask } from '../browser.mjs'

export const tasks = [
  {
    name: 'a resident finds their worker without signing in',
    async run({ page, server }) {
      const { data: all } = await ask(page, server, 'GET', '/public/municipalities')
      const one = all.find((m) => m.id === 'vagay') ?? all[0]
      await page.goto(`${server.base}/who`)
      await page.getByLabel('Район или город').selectOption(one.id)
      await page.getByLabel('Населённый пункт или улица').fill('Вагай')
      await page.getByRole('button', { name: 'Найти' }).click()
      await page.locator('.lookup-card').first().waitFor()
      assert.match(await page.locator('.lookup-card').first().innerText(), /Вагай/)
      assert.match(page.url(), /q=/)
    },
  },
  {
    name: 'a name that does not exist is answered in words',
    async run({ page, server }) {
      await page.goto(`${server.base}/who`)
      await page.getByLabel('Населённый пункт или улица').fill('<img src=x onerror=alert(1)>')
      await page.getByRole('button', { name: 'Найти' }).click()
      await page.getByText('Ничего не найдено').waitFor()
    },
  },
  {
    name: 'a wrong password is refused in words, the right one leads back to the page asked for',
    async run({ page, server }) {
      await page.goto(`${server.base}/jobs`)
      await page.getByRole('heading', { level: 1, name: 'Вход для сотрудников' }).waitFor()
      await page.getByLabel('Имя пользователя').fill('manager')
      await page.getByLabel('Пароль').fill('неверный')
      await page.getByRole('button', { name: 'Войти' }).click()
      await page.getByText('Имя или пароль не подходят').waitFor()
      await page.getByLabel('Пароль').fill(server.passwords.manager)
      await page.getByRole('button', { name: 'Войти' }).click()
      await page.getByRole('heading', { level: 1, name: 'Задания' }).waitFor()
      await page.getByRole('button', { name: 'Выйти' }).click()
      await page.getByRole('link', { name: 'Войти' }).first().waitFor()
    },
  },
  {
    name: 'the language switch changes every text and is remembered',
    async run({ page, server }) {
      await page.goto(`${server.base}/who`)
      await page.getByRole('button', { name: 'English' }).click()
      await page.getByRole('heading', { level: 1, name: 'Who is my worker?' }).waitFor()
      await page.reload()
      await page.getByRole('heading', { level: 1, name: 'Who is my worker?' }).waitFor()
      assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    },
  },
  {
    name: 'an unknown address says so',
    async run({ page, server }) {
      await page.goto(`${server.base}/net/takoi`)
      await page.getByRole('heading', { level: 1, name: 'Такой страницы нет' }).waitFor()
    },
  },
]
