import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { type Demo, startDemo } from '#demo/serve.ts'

/** One demo mesh for the tests of a file, its kubeconfig in a folder that goes with it. To be read inside of tests. */
export function demoOfTests(): () => Demo {
  let folder: string
  let demo: Demo
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vardia-'))
    demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  }, startTimeoutMs)
  afterAll(async () => {
    await demo.stop()
    await rm(folder, { recursive: true, force: true })
  })
  return () => demo
}
