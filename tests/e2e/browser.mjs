// Chromium, and a page that watches itself: what leaves this machine, what the console says, what was refused.
import { existsSync } from 'node:fs'
import AxeBuilder from '@axe-core/playwright'
import { chromium } from 'playwright-core'

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(Boolean)
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]
const MAP_MS = 45_000
export const PATIENCE_MS = 20_000

export const findChromium = () => PLACES.find((path) => existsSync(path)) ?? null
export const launch = (path) => chromium.launch({ executablePath: path, args: FLAGS })

/** Errors that a task provokes on purpose, or that the browser reports for an answer the page handles. */
const HANDLED = [/Failed to load resource: the server responded with a status of (401|404|409|412|422)/, /net::ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED|FAILED)/]

/** A fresh page in its own context, signed in when `login` is given. `faults` fills with what must not happen. */
export async function openPage(browser, server, { login = null, language = 'ru', width = 1280, height = 900 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, reducedMotion: 'reduce' })
  context.setDefaultTimeout(PATIENCE_MS)
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('uchastok.language') === null) localStorage.setItem('uchastok.language', chosen)
  }, language)
  const page = await context.newPage()
  const faults = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${server.base}/`) && !/^(data|blob):/.test(url)) faults.push(`a request left this machine: ${url}`)
  })
  page.on('pageerror', (error) => faults.push(`the page threw: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`a dialog opened: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() !== 'error' || HANDLED.some((known) => known.test(message.text()))) return
    faults.push(`console: ${message.text()}`)
  })
  if (login) await signIn(page, server, login)
  return { page, context, faults }
}

/** One sign-in a role for the whole run: the server allows few of them in a minute. */
const sessions = new Map()

async function signIn(page, server, login) {
  const known = sessions.get(login)
  if (known) {
    await page.context().addCookies(known)
    return
  }
  const answer = await page.context().request.post(`${server.base}/api/v1/session`, {
    data: { login, password: server.passwords[login] },
    headers: { 'sec-fetch-site': 'same-origin' },
  })
  if (!answer.ok()) throw new Error(`sign-in of ${login} answered ${answer.status()}: ${await answer.text()}`)
  sessions.set(login, await page.context().cookies())
}

/** Asks the server as the page would, for what a task needs to know or to prepare. */
export async function ask(page, server, method, path, body, headers = {}) {
  const answer = await page.context().request.fetch(`${server.base}/api/v1${path}`, {
    method,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
    ...(body === undefined ? {} : { data: body }),
  })
  if (!answer.ok()) throw new Error(`${method} ${path} answered ${answer.status()}: ${await answer.text()}`)
  const text = await answer.text()
  return { data: text ? JSON.parse(text) : null, etag: answer.headers().etag ?? null }
}

/** Waits until every map on the page has drawn all it has. */
export async function mapsDrawn(page) {
  await page.locator('.map').first().waitFor()
  await page.locator('.map[data-map="idle"]').first().waitFor({ timeout: MAP_MS })
}

/** How much of the map is coloured: the number of distinct colours in a coarse grid of its pixels. */
export async function mapColours(page) {
  const shot = await page.locator('.map canvas').first().screenshot()
  return page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }))
    const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    pen.drawImage(bitmap, 0, 0)
    const colours = new Set()
    for (let y = 4; y < bitmap.height; y += 16) for (let x = 4; x < bitmap.width; x += 16) colours.add(pen.getImageData(x, y, 1, 1).data.slice(0, 3).join())
    return colours.size
  }, [...shot])
}

/** Accessibility faults of the page as it stands. */
export async function axeFaults(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze()
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} — ${node.failureSummary?.split('\n')[1]?.trim() ?? ''}`))
}
