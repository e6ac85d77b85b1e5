import { defineConfig } from 'vitest/config'
import { mockServer } from './dev/mock.ts'

// `UCHASTOK_MOCK=1` answers the API from dev/mock.ts, in `vite` and `vite preview` alike; otherwise requests go to a running server.
const target = process.env['UCHASTOK_SERVER'] ?? 'http://127.0.0.1:8080'
const mock = process.env['UCHASTOK_MOCK'] === '1'
const proxy: Record<string, string> = mock ? {} : { '/api': target, '/tiles': target }

export default defineConfig({
  plugins: mock ? [mockServer()] : [],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: { proxy },
  preview: { proxy },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // Fonts and icons stay files: the content security policy allows no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1400,
  },
  test: { include: ['src/**/*.test.ts', 'dev/**/*.test.ts'] },
})
