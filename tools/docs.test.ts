import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configSchema } from '#server/config/schema.ts'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** Rows of a document's tables whose first cell is a variable: its name and its default. */
function readVariables(path: string): Map<string, string> {
  const rows = [...read(path).matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)` )?\|/gm)]
  return new Map(rows.map(([, name = '', value = '']) => [name, value]))
}

test('the README has every setting, in the order of the schema, with its default', () => {
  const defaults = configSchema.parse({})
  const settings = Object.keys(configSchema.shape).map((name) => {
    const value: unknown = Object.entries(defaults).find(([each]) => each === name)?.[1]
    return [name, Array.isArray(value) ? value.join(',') : String(value ?? '')]
  })
  expect([...readVariables('README.md')]).toEqual(settings)
})

test('the operation document has every knob of the demo', () => {
  const told = [...readVariables('docs/operation.md').keys()]
  const source = read('demo/config.ts')
  const servers = [...source.matchAll(/readFault\('([A-Z]+)'/g)].map(([, name]) => name)
  const named = [...source.matchAll(/'(DEMO_[A-Z_]+)'/g)].map(([, name]) => name)
  const templated = [...source.matchAll(/`DEMO_\$\{server\}_([A-Z_]+)`/g)].flatMap(([, rest]) =>
    servers.map((server) => `DEMO_${server}_${rest}`),
  )
  expect([...told].sort()).toEqual([...new Set([...named, ...templated])].sort())
})

test('AGENTS.md fits in 150 lines and points at files that are there', () => {
  const text = read('AGENTS.md')
  expect(text.split('\n').length).toBeLessThanOrEqual(151)
  const paths = [...text.matchAll(/`([a-z0-9][\w.-]*\/[\w./-]*)`/g)].map(([, path = '']) => path)
  const real = paths.filter((path) => !/^(node_modules|zod)\//.test(path))
  expect(real.length).toBeGreaterThan(30)
  expect(
    real.filter((path) => !existsSync(join(root, path)) && !existsSync(join(root, 'tools', path))),
  ).toEqual([])
})

test('every decision is in the index, and every link of the documents leads somewhere', () => {
  const decisions = readdirSync(join(root, 'docs/adr')).filter((name) => /^\d{4}-/.test(name))
  const index = read('docs/adr/README.md')
  expect(decisions.filter((name) => !index.includes(`(${name})`))).toEqual([])
  for (const [document, folder] of [
    ['README.md', ''],
    ['docs/adr/README.md', 'docs/adr'],
  ] as const) {
    const links = [...read(document).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = '']) => path)
    expect(links.filter((path) => !existsSync(join(root, folder, path)))).toEqual([])
  }
})
