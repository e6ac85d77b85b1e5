// The main tasks of users in Chromium: `node run.mjs [base address]`, or with UCHASTOK_BIN naming the server to start.
// Prints each task and `N passed, N failed`; without Chromium it skips aloud, or fails when UCHASTOK_REQUIRE_ALL=1.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findChromium, launch, openPage } from './browser.mjs'
import { findServer } from './server.mjs'
import { tasks as accessTasks } from './tasks/access.mjs'
import { tasks as importTasks } from './tasks/imports.mjs'
import { tasks as managerTasks } from './tasks/manager.mjs'
import { tasks as publicTasks } from './tasks/public.mjs'
import { tasks as weekTasks } from './tasks/week.mjs'

const required = process.env.UCHASTOK_REQUIRE_ALL === '1'
const shots = fileURLToPath(new URL('../../test-results/', import.meta.url))

function skip(why) {
  console.log(`\n!!! BROWSER TESTS SKIPPED: ${why}\n`)
  process.exit(required ? 1 : 0)
}

async function runTask(browser, server, task) {
  let opened = null
  try {
    opened = await openPage(browser, server, task)
    await task.run({ page: opened.page, server, browser })
    if (opened.faults.length > 0) throw new Error(opened.faults.join('\n'))
    console.log(`ok    ${task.name}`)
    return true
  } catch (error) {
    mkdirSync(shots, { recursive: true })
    const file = `${shots}${task.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.png`
    await opened?.page.screenshot({ path: file }).catch(() => undefined)
    console.log(`FAILED ${task.name}\n      ${String(error.message).replaceAll('\n', '\n      ')}\n      screenshot: ${file}`)
    for (const fault of opened?.faults ?? []) console.log(`      also: ${fault}`)
    return false
  } finally {
    await opened?.context.close()
  }
}

async function main() {
  const chromium = findChromium()
  if (!chromium) skip('no Chromium on this machine (install the package chromium, or set CHROMIUM)')
  const server = await findServer()
  if (!server) skip('no server named (an address, UCHASTOK_BIN, or UCHASTOK_MOCK=1)')
  const browser = await launch(chromium)
  const only = process.env.UCHASTOK_ONLY
  const every = [...publicTasks, ...managerTasks, ...weekTasks, ...importTasks, ...accessTasks]
  const all = every.filter((task) => (!only || task.name.includes(only)) && !(server.mock && task.needsServer))
  let failed = 0
  try {
    for (const task of all) if (!(await runTask(browser, server, task))) failed += 1
  } finally {
    await browser.close()
    await server.stop()
  }
  console.log(`${all.length - failed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
