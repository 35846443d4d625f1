import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildFiles } from '#tools/schemas/build-files.ts'

const folder = join(import.meta.dirname, '../../server/mesh/schemas')

test('the committed schemas are what the Go modules give', { timeout: 120_000 }, async (context) => {
  const files = await buildFiles().catch((error: Error) => {
    context.skip(`Go or its module proxy is not here: ${error.message.split('\n')[0]}`)
    throw error
  })
  const committed = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  expect(committed).toEqual([...files.keys()].sort())
  for (const [name, text] of files) expect(await readFile(join(folder, name), 'utf8')).toBe(text)
})
