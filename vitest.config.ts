import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests that start a real Prometheus are the wire's: they take their time and go one after the other. */
const wire = globSync('{demo,server,contract}/**/*.test.ts', { cwd: import.meta.dirname }).filter((path) =>
  readFileSync(join(import.meta.dirname, path), 'utf8').includes('testing/real-prometheus.ts'),
)
/** What a page comes to show is waited for as long as an element is: on a busy machine a second is nothing. */
const patience = { poll: { timeout: 45_000 } }
/** In CI a test that fails is run again; `unsteady: …` names each that passed only so (tools/run/unsteady-reporter.ts). */
const retry = process.env['CI'] === 'true' ? 2 : 0
const ignored = ['node_modules/**', '.cache/**', '.next/**']
/** They need Thanos and Tempo, which take long to build: `npm run test:stores`. */
const stores = 'tools/stores/**/*.test.ts'

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          retry,
          include: ['**/*.test.ts'],
          exclude: [...ignored, ...wire, stores],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'dom',
          retry,
          include: ['**/*.dom.test.tsx'],
          exclude: ignored,
          environment: 'happy-dom',
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'wire',
          retry,
          include: wire,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'journeys',
          retry,
          include: ['e2e/**/*.e2e.ts'],
          globalSetup: ['e2e/support/build-once.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          expect: patience,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
      {
        test: {
          name: 'stores',
          retry,
          include: [stores],
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'real',
          retry,
          include: ['e2e/real/**/*.real.ts'],
          globalSetup: ['e2e/support/build-once.ts', 'e2e/support/start-real-mesh.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: patience,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
    ],
  },
})
