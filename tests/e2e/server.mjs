// Where the tests find a server: one that runs already, the binary to be started, or the mock behind the built front-end.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const START_MS = 120_000
const STOP_MS = 10_000
const web = fileURLToPath(new URL('../../web/', import.meta.url))

/** Runs a program until its output has what `read` looks for. */
function start(program, args, options, read) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`no server within ${START_MS} ms:\n${output}`))
    }, START_MS)
    const stop = () =>
      new Promise((done) => {
        if (child.exitCode !== null || child.signalCode !== null) return done()
        const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
        child.once('exit', () => {
          clearTimeout(hard)
          done()
        })
        child.kill('SIGTERM')
      })
    const take = (chunk) => {
      output += chunk
      const found = read(output)
      if (!found) return
      clearTimeout(timer)
      resolve({ ...found, stop })
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`the server ended with ${code}:\n${output}`))
    })
  })
}

const ROLES = ['manager', 'planner', 'worker']

/** Address and one-time passwords out of what `uchastok demo` prints. */
export function readDemoOutput(output) {
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '')
  const address = /https?:\/\/[\w.-]+:\d+/.exec(plain)?.[0]
  const passwords = Object.fromEntries(
    ROLES.flatMap((role) => {
      const found = new RegExp(`\\b${role}\\b[^\\S\\n]*[:|│—–-]?[^\\S\\n]+(\\S{6,})`).exec(plain)
      return found ? [[role, found[1]]] : []
    }),
  )
  return address && ROLES.every((role) => passwords[role]) ? { base: address.replace('0.0.0.0', '127.0.0.1'), passwords } : null
}

async function startBinary(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'uchastok-e2e-'))
  const args = (process.env.UCHASTOK_ARGS ?? 'demo --listen 127.0.0.1:0').split(' ').filter(Boolean)
  const server = await start(binary, args, { cwd: folder }, readDemoOutput)
  return {
    ...server,
    stop: async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startMock() {
  const vite = join(web, 'node_modules/vite/bin/vite.js')
  const passwords = Object.fromEntries(ROLES.map((role) => [role, 'mock']))
  const server = await start(process.execPath, [vite, 'preview', '--port', '4872', '--strictPort', '--host', '127.0.0.1'], { cwd: web, env: { ...process.env, UCHASTOK_MOCK: '1', NO_COLOR: '1' } }, (output) =>
    output.includes('http://127.0.0.1:4872') ? { base: 'http://127.0.0.1:4872', passwords } : null,
  )
  return { ...server, mock: true }
}

/** The server under test: `{ base, passwords, stop, mock }`, or `null` when none was named. */
export async function findServer() {
  const { UCHASTOK_URL, UCHASTOK_BIN, UCHASTOK_MOCK } = process.env
  const base = process.argv[2] ?? UCHASTOK_URL
  if (base) {
    const passwords = Object.fromEntries(ROLES.map((role) => [role, process.env[`UCHASTOK_${role.toUpperCase()}_PASSWORD`] ?? '']))
    return { base: base.replace(/\/$/, ''), passwords, stop: async () => undefined, mock: false }
  }
  if (UCHASTOK_MOCK === '1') return startMock()
  if (UCHASTOK_BIN) return { ...(await startBinary(UCHASTOK_BIN)), mock: false }
  return null
}
