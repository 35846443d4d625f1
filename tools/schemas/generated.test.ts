import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { buildBuiltInFiles } from '#tools/schemas/build-built-in.ts'
import { buildFiles } from '#tools/schemas/build-files.ts'

const root = join(import.meta.dirname, '../..')
const patience = { timeout: 300_000 }

test('the committed schemas of Istio and Gateway API are what the Go modules give', patience, (context) =>
  compare('server/mesh/schemas', buildFiles, context),
)

test('the committed schemas of Kubernetes are what the Go modules give', patience, (context) =>
  compare('demo/kubernetes/schemas', buildBuiltInFiles, context),
)

async function compare(
  path: string,
  build: () => Promise<ReadonlyMap<string, string>>,
  context: TestContext,
) {
  const folder = join(root, path)
  const files = await build().catch((error: Error) => {
    context.skip(`Go or its module proxy is not here: ${error.message.split('\n')[0]}`)
    throw error
  })
  const committed = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort()
  expect(committed).toEqual([...files.keys()].sort())
  for (const [name, text] of files) expect(await readFile(join(folder, name), 'utf8')).toBe(text)
}
