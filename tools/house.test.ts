import { describe, expect, test } from 'vitest'
import { checkCatalogue } from '#tools/house/check-catalogue.ts'
import { checkCode } from '#tools/house/check-code.ts'
import { checkColours } from '#tools/house/check-colours.ts'
import { checkImports } from '#tools/house/check-imports.ts'
import { checkExports, checkNames } from '#tools/house/check-names.ts'
import { checkSizes } from '#tools/house/check-shape.ts'
import { listFaults } from '#tools/house/list-faults.ts'
import { parseFile } from '#tools/house/tree.ts'
import { rooms } from '#tools/house.ts'

describe('the tree obeys the law of the house', () => {
  const faults = listFaults()
  test.each(Object.keys(faults))('%s', (rule) => {
    expect(faults[rule]).toEqual([])
  })
})

describe('each import that crosses the table is a fault', () => {
  test.each([
    ['contract/x.ts', "import { a } from '#server/problem.ts'"],
    ['contract/x.ts', "import * as z from 'zod'"],
    ['components/ui/x.tsx', "import type { A } from '#contract/words.ts'"],
    ['components/graph/x.tsx', "import { a } from '#components/overview/rows.ts'"],
    ['components/graph/x.tsx', "import cytoscape from 'cytoscape'"],
    ['components/overview/x.tsx', "import { Dialog } from '@base-ui/react/dialog'"],
    ['components/overview/x.tsx', "const later = () => import('recharts')"],
    ['server/mesh/graph/x.ts', "import { readFile } from 'node:fs/promises'"],
    ['server/mesh/graph/x.ts', "import type { Node } from '#contract/traffic-graph.ts'"],
    ['server/mesh/present.ts', "import { schema } from '#contract/traffic-graph.ts'"],
    ['server/adapters/prometheus/x.ts', "import { a } from '#server/adapters/kubernetes/y.ts'"],
    ['server/adapters/prometheus/x.ts', "import { KubeConfig } from '@kubernetes/client-node'"],
    ['server/usecases/read-a.ts', "import { readB } from '#server/usecases/read-b.ts'"],
    [
      'server/usecases/read-a.ts',
      "import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'",
    ],
    ['server/main.ts', "import { startDemo } from '#demo/serve.ts'"],
    ['app/x/page.tsx', "import { a } from '#server/mesh/graph/types.ts'"],
    ['demo/x.ts', "import { a } from '#server/adapters/prometheus/problems.ts'"],
    ['server/usecases/x.ts', "export { a } from '#components/ui/cx.ts'"],
    ['attic/x.ts', 'export const a = 1'],
  ])('%s: %s', (path, text) => {
    expect(checkImports([parseFile(path, text)])).toHaveLength(1)
  })

  test.each([
    ['server/mesh/graph/present.ts', "import type { GraphNode } from '#contract/traffic-graph.ts'"],
    ['server/usecases/read-a.ts', "import type { UseCase } from '#server/usecases/context.ts'"],
    ['server/usecases/read-a.test.ts', "import { startDemo } from '#demo/serve.ts'"],
    ['components/graph/stage/x.ts', "import cytoscape from 'cytoscape'"],
    ['server/adapters/kubernetes/x.ts', "import { KubeConfig } from '@kubernetes/client-node'"],
    ['contract/x.ts', "import * as z from 'zod/mini'"],
    ['vitest.config.ts', "import { defineConfig } from 'vitest/config'"],
  ])('but not in %s: %s', (path, text) => {
    expect(checkImports([parseFile(path, text)])).toEqual([])
  })
})

describe('each size above its limit is a fault', () => {
  const lines = (count: number) => 'void 0\n'.repeat(count)
  const longFunction = (count: number) => `export function build() {\n${lines(count - 2)}}\n`

  test.each([
    ['server/mesh/x.ts', lines(301)],
    ['server/mesh/x.test.ts', lines(601)],
    ['app/a/page.tsx', lines(41)],
    ['app/api/v1/a/route.ts', lines(41)],
    ['server/mesh/x.ts', longFunction(61)],
    ['server/mesh/a/b/c/d/x.ts', ''],
  ])('%s', (path, text) => {
    expect(checkSizes([parseFile(path, text)], [])).toHaveLength(1)
  })

  test.each([
    ['server/mesh/x.ts', lines(300)],
    ['server/mesh/x.ts', longFunction(60)],
    ['server/mesh/a/b/c/x.ts', ''],
    ['app/api/v1/a/b/c/d/e/route.ts', lines(40)],
  ])('but not at it: %s', (path, text) => {
    expect(checkSizes([parseFile(path, text)], [])).toEqual([])
  })

  test('braces in strings, templates and comments do not mislead the count', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    const text = 'export function a() {\n  return `}{${"}"}` // }\n}\nexport const b = "{"\n'
    expect(checkSizes([parseFile('server/mesh/x.ts', text)], [])).toEqual([])
  })

  test('a closure is judged without its named verbs, each of which is judged for itself', () => {
    const closure = (inner: number) =>
      `export function open() {\n  const read = () => {\n${lines(inner)}  }\n  return { read }\n}\n`
    expect(checkSizes([parseFile('server/mesh/x.ts', closure(58))], [])).toEqual([])
    expect(checkSizes([parseFile('server/mesh/x.ts', closure(59))], [])).toHaveLength(1)
  })

  test('an exception allows its size, never more, and must follow when the file shrinks', () => {
    const exception = (count: number) => [{ path: 'server/mesh/x.ts', lines: count, reason: 'a table' }]
    const file = parseFile('server/mesh/x.ts', lines(310))
    expect(checkSizes([file], exception(310))).toEqual([])
    expect(checkSizes([file], exception(309))).toHaveLength(1)
    expect(checkSizes([file], exception(320))).toHaveLength(1)
    expect(checkSizes([parseFile('server/mesh/x.ts', lines(9))], exception(310))).toHaveLength(1)
  })
})

test.each([
  ['server/mesh/readGraph.ts', 1],
  ['components/graph/index.ts', 1],
  ['server/adapters/x/utils.ts', 1],
  ['server/http/call-controller.ts', 1],
  ['server/usecases/services/read-a.ts', 1],
  ['app/(console)/[namespace]/page.tsx', 0],
  ['server/mesh/checks/gateway/check-port.ts', 0],
  ['components/services/services-page.tsx', 0],
  ['server/mesh/graph/build-graph.test.ts', 0],
])('the name %s has %i faults', (path, count) => {
  expect(checkNames([path])).toHaveLength(count)
})

test.each([
  ['components/graph/x.tsx', 'export default function X() { return null }', 1],
  ['components/graph/x.tsx', "export * from './y.ts'", 1],
  ['app/graph/page.tsx', 'export default function Page() { return null }', 0],
  ['next.config.js', 'export default {}', 0],
])('%s: %s has %i faulty exports', (path, text, count) => {
  expect(checkExports([parseFile(path, text)])).toHaveLength(count)
})

test.each([
  ['server/http/x.ts', 'const home = process.env.HOME', 1],
  ['server/config/load.ts', 'const home = process.env.HOME', 0],
  ['components/graph/x.ts', 'const { data } = useQuery(options)', 1],
  ['components/query/x.ts', 'const { data } = useQuery(options)', 0],
  ['server/mesh/x.ts', 'const now = Date.now()', 1],
  ['server/mesh/x.ts', 'const now = new Date()', 1],
  ['server/mesh/x.ts', 'const then = new Date(nowMs)', 0],
  ['server/http/x.ts', 'const a = b as C', 1],
  ['server/http/x.ts', '// The parser checked it.\nconst a = b as C', 0],
  ['server/http/x.ts', 'const a = [1] as const', 0],
  ['server/http/x.ts', "const cookieKey = 'letmein'", 1],
  ['server/http/x.ts', 'const cookieKey = randomBytes(32)', 0],
  ['server/http/x.test.ts', "test.only('x', () => {})", 1],
])('%s: %s has %i faults', (path, text, count) => {
  expect(checkCode([parseFile(path, text)])).toHaveLength(count)
})

test.each([
  ['<p className="text-red-500" />', 1],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
  ['<p className={`p-2 hover:bg-slate-900/50 ${x}`} />', 1],
  ['<p style={{ color: "#ff0000" }} />', 1],
  ['<p className="bg-white" />', 1],
  ['<p className="text-muted bg-surface border-t" />', 0],
  ['<a href="#main">to the page</a>', 0],
])('%s has %i colours outside the tokens', (text, count) => {
  expect(checkColours([parseFile('components/ui/x.tsx', `const a = ${text}`)])).toHaveLength(count)
})

describe('code and catalogue agree', () => {
  const check = (text: string, catalogue: Parameters<typeof checkCatalogue>[1], path = 'server/http/x.ts') =>
    checkCatalogue([parseFile(path, text)], catalogue)

  test('a code without words is a fault, on either side of a condition', () => {
    expect(check("throw new Problem({ kind: 'bug', code: late ? 'a' : 'b' })", {})).toHaveLength(2)
    expect(check("const finding = { code: 'a', params: {} }", { finding: { a: 'A' } })).toEqual([])
    expect(check("const response = { code: '503' }", {})).toEqual([])
  })

  test('words that no code says are a fault', () => {
    expect(check('', { problem: { a: { title: 'A', detail: 'A' } } })).toHaveLength(1)
    expect(check('', { notice: { a: 'A' } })).toHaveLength(1)
  })

  test('a key is said whole, by head and tail, or by a template', () => {
    const words = { shell: { state: { down: 'Down' } } }
    const use = (text: string) => check(text, words, 'components/shell/x.tsx')
    expect(use("t('shell.state.down')")).toEqual([])
    expect(use("const t = useTranslations('shell'); t('state.down')")).toEqual([])
    // biome-ignore lint/suspicious/noTemplateCurlyInString: source text under test
    expect(use("const t = useTranslations('shell'); t(`state.${state}`)")).toEqual([])
    expect(use("const t = useTranslations('shell'); t('state.up')")).toHaveLength(1)
  })
})

test('every room says its purpose, once', () => {
  expect(rooms.filter(({ purpose }) => purpose.length < 5)).toEqual([])
  expect(new Set(rooms.map(({ path }) => path)).size).toBe(rooms.length)
})
