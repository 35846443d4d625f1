import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdBuild, isHeld } from '#server/http/hold-build.ts'

let build: string
beforeEach(async () => {
  build = await mkdtemp(join(tmpdir(), 'vardia-'))
})
afterEach(() => rm(build, { recursive: true, force: true }))

it('holds a build while it is served', async () => {
  expect(await isHeld(build)).toBe(false)
  const release = await holdBuild(build)
  expect(await isHeld(build)).toBe(true)
  await release()
  expect(await isHeld(build)).toBe(false)
})

it('forgets a server that ended without a word', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  await writeFile(join(build, `served-by-${child.pid}`), '')
  expect(await isHeld(build)).toBe(false)
  expect(await readdir(build)).toEqual([])
})

it('asks nothing of a build that cannot be written to', async () => {
  const release = await holdBuild(join(build, 'nowhere'))
  await expect(release()).resolves.toBeUndefined()
})
