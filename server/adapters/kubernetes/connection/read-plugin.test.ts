import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readFromPlugin } from '#server/adapters/kubernetes/connection/read-plugin.ts'
import { isProblem, type Problem } from '#server/problem.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-plugin-'))
afterAll(() => rmSync(folder, { recursive: true }))

function open(name: string, script: string, patienceMs = 15_000) {
  const command = join(folder, name)
  writeFileSync(command, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' }
  return readFromPlugin({ identity: 'ann', user: { exec }, patienceMs }, {})
}

async function failWith(asking: Promise<unknown>): Promise<Problem> {
  const error = await asking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!isProblem(error)) throw new Error(`expected a Problem, found ${error}`)
  return error
}

test('a plugin that hangs ends with its patience, and says which it was', async () => {
  // `exec`, so that no sleep is left behind a shell.
  const problem = await failWith(open('hangs', 'exec sleep 3', 300).read())
  expect(problem).toMatchObject({
    code: 'kubeconfig-plugin-late',
    params: { identity: 'ann', command: join(folder, 'hangs') },
  })
})

test.each([
  ['fails', 'echo "sign in first" >&2; exit 1', /sign in first/],
  ['fails without a word', 'exit 1', /without a word/],
  ['prints a bare token', 'echo eyJwbGFudGVk', /no JSON/],
  ['prints JSON of another kind', 'echo {}', /no credentials/],
])('a plugin that %s is told so, without what it printed', async (name, script, cause) => {
  const problem = await failWith(open(name.replaceAll(' ', '-'), script).read())
  expect(problem.code).toBe('kubeconfig-plugin')
  expect(String(problem.cause)).toMatch(cause)
  expect(String(problem.cause)).not.toContain('eyJ')
})

test('a plugin is run once for all who wait', async () => {
  const credential = '{"kind":"ExecCredential","status":{"token":"t"}}'
  const reader = open('counts', `echo run >>'${folder}/runs'; echo '${credential}'`)
  const read = await Promise.all([reader.read(), reader.read(), reader.read()])
  expect(new Set(read.map(({ headers }) => headers['authorization']))).toEqual(new Set(['Bearer t']))
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('run\n')
})
