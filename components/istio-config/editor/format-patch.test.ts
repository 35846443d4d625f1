import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { formatPatch } from '#components/istio-config/editor/format-patch.ts'

const many = Array.from({ length: 40 }, (_, at) => `line ${at}`)
const write = (lines: readonly string[]) => (lines.length === 0 ? '' : `${lines.join('\n')}\n`)
const change = (places: Readonly<Record<number, string[]>>) =>
  many.flatMap((line, at) => places[at] ?? [line])

it.each([
  ['one line changed', many, change({ 5: ['else'] })],
  ['the first and the last', many, change({ 0: ['first'], 39: ['last'] })],
  ['two near each other', many, change({ 10: ['a'], 15: ['b'] })],
  ['lines added and taken away', many, change({ 3: [], 20: ['line 20', 'x', 'y'] })],
  ['everything', ['a'], ['b', 'c']],
])('git takes the patch: %s', async (_, before, after) => {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-patch-'))
  try {
    await writeFile(join(folder, 'a.yaml'), write(before))
    execFileSync('git', ['apply', '-'], {
      cwd: folder,
      input: formatPatch(write(before), write(after), 'a.yaml'),
    })
    expect(await readFile(join(folder, 'a.yaml'), 'utf8')).toBe(write(after))
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('there is none where nothing changes, and one of a new file', () => {
  expect(formatPatch('a\n', 'a\n', 'a.yaml')).toBe('')
  expect(formatPatch('', 'a\n', 'a.yaml')).toBe('--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1,1 @@\n+a\n')
})
