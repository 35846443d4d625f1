import { describe, expect, it } from 'vitest'
import { checkText } from '#server/workers/text/check-text.ts'

const virtualService = (spec: string) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: a\n  namespace: demo\nspec:\n${spec}`

/** `code line:column` of every fault, `~` before a warning. */
function judge(text: string): string[] {
  const { yaml, schema, semantics } = checkText(text)
  return [...yaml, ...schema, ...semantics].map(
    ({ severity, code, line, column }) => `${severity === 'error' ? '' : '~'}${code} ${line}:${column}`,
  )
}

/** What a text says, by the one document that it has. */
const read = (text: string) => checkText(text).documents[0]?.value

describe('the place of a fault is where it stands in the text', () => {
  it.each([
    ['an unknown field', virtualService('  hosts: [a]\n  htpp: []\n'), ['schema-unknown-field 8:3']],
    [
      'a wrong type deep inside',
      virtualService('  hosts: [a]\n  http:\n  - route:\n    - destination: {host: b}\n      weight: much\n'),
      ['schema-type 11:7'],
    ],
    ['what is missing, at its parent', virtualService('  hosts: [a]\n'), ['config-no-routes 6:1']],
    [
      'what the webhook refuses',
      virtualService('  hosts: [a]\n  http:\n  - redirect: {redirectCode: 200, uri: /}\n'),
      ['config-redirect-code 9:16'],
    ],
    [
      'in the second document',
      `${virtualService('  hosts: [a]\n  http: [{redirect: {uri: /}}]\n')}---\n${virtualService('  hosts: 1\n')}`,
      ['schema-type 16:3'],
    ],
  ])('%s', (_what, text, faults) => {
    expect(judge(text)).toEqual(faults)
  })
})

describe('a text that is no YAML is a fault with its line', () => {
  it.each([
    ['a tab', 'a: 1\n\tb: 2\n', 'yaml-tab 2:1'],
    ['a bracket that is open', 'a: [1,\nb: 2\n', 'yaml-indent 2:1'],
    ['two keys in a line', 'a: b: c\n', 'yaml-key-nested 1:4'],
    ['a field twice', 'a: 1\nb: 2\na: 3\n', 'yaml-duplicate-key 3:1'],
    ['a tag of JavaScript', 'a: !!js/function "f"\n', 'yaml-tag 1:18'],
    ['a tag of binary data', 'a: !!binary aGk=\n', 'yaml-tag 1:13'],
    ['the name of a prototype', 'a:\n  __proto__: {b: c}\n', 'yaml-key-proto 2:3'],
    ['an alias of nothing', 'a: *b\n', 'yaml-alias-unknown 1:4'],
    ['an alias within its anchor', 'a: &a [*a]\n', 'yaml-alias-circle 1:8'],
    ['bytes that were no UTF-8', 'a: b\nc: \ufffd\n', 'yaml-not-utf8 2:4'],
    ['half a character', 'a: \ud800\n', 'yaml-character 1:4'],
    ['a control', 'a: \u0000\n', 'yaml-character 1:4'],
    ['a number beyond what is exact', 'a: 9007199254740993\n', 'yaml-number-large 1:4'],
    ['no number', 'a: .nan\n', 'yaml-number-infinite 1:4'],
    ['a key that is a list', '? [a]\n: b\n', 'yaml-key 1:3'],
    ['text that is marked as a number', 'a: !!int abc\n', 'yaml-tag 1:10'],
    ['a number without end', 'a: [1, 1e999]\n', 'yaml-number-infinite 1:8'],
    ['infinity with a sign', 'a: -.INF\n', 'yaml-number-infinite 1:4'],
    ['a float that is marked and without end', 'a: !!float 1e999\n', 'yaml-number-infinite 1:12'],
    ['a set', 'a: !!set {x, y}\n', 'yaml-tag 1:10'],
    ['an ordered map', 'a: !!omap [x: 1]\n', 'yaml-tag 1:11'],
    ['a marked timestamp', 'a: !!timestamp 2001-12-14\n', 'yaml-tag 1:16'],
    ['an object of Python', 'a: !!python/object/apply:os.system [ls]\n', 'yaml-tag 1:36'],
    ['a tag of one’s own', '%TAG ! tag:example.com,2026:\n---\na: !foo b\n', 'yaml-tag 3:9'],
    ['a prototype by a merge', 'x: &x {"__proto__": {a: b}}\ny:\n  <<: *x\n', 'yaml-key-proto 1:8'],
    ['the same field, once in quotes', 'a: 1\n"a": 2\n', 'yaml-duplicate-key 2:1'],
    ['the same number and text', '1: a\n"1": b\n', 'yaml-duplicate-key 2:1'],
    ['a field twice, deep and in braces', 'a:\n- b: {c: 1, c: 2}\n', 'yaml-duplicate-key 2:13'],
    ['a field twice in JSON', '{"a": 1, "a": 2}', 'yaml-duplicate-key 1:10'],
    ['a field twice by an alias', '&a a: 1\n*a : 2\n', 'yaml-duplicate-key 2:1'],
    ['half a character by an escape', 'a: "\\ud800"\n', 'yaml-half-character 1:4'],
    ['a byte order mark further in', 'a: 1\n\ufeffb: 2\n', 'yaml-character 2:1'],
    ['two bytes for each character', 'a\u0000:\u0000 \u0000b\u0000', 'yaml-character 1:2'],
    ['a key of a megabyte', `? ${'k'.repeat(1_000_000)}\n: 1\n`, 'yaml-key-long 1:3'],
    ['a template of Helm', 'a: {{ .Values.x }}\n', 'yaml-key 1:5'],
    ['a merge of what is no object', 'a: &a b\nc:\n  <<: *a\n', 'yaml-merge 3:3'],
  ])('%s', (_what, text, fault) => {
    expect(judge(text)).toEqual([fault])
  })
})

describe('a text that would grow or nest without end is refused at its line, soon', () => {
  const laughs = [...'abcdefghi'].reduce(
    (text, name, at, names) =>
      `${text}${name}: &${name} [${Array(9).fill(at ? `*${names[at - 1]}` : 'x')}]\n`,
    '',
  )
  const merges = Array.from({ length: 500 }, (_, at) =>
    at === 0 ? 'm0: &m0 {a: b}\n' : `m${at}: &m${at}\n  <<: [*m${at - 1}, *m${at - 1}]\n`,
  ).join('')
  const stairs = Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')
  it.each([
    ['aliases of aliases', laughs, 'yaml-aliases'],
    ['merges of merges', merges, 'yaml-aliases'],
    ['lists in lists', '['.repeat(20_000), 'yaml-too-deep'],
    ['objects in objects', `a: ${'{a: '.repeat(20_000)}`, 'yaml-too-deep'],
    ['markers in a line', '- '.repeat(20_000), 'yaml-too-deep'],
    ['stairs of keys', stairs, 'yaml-too-deep'],
    [
      'markers of lists, each further in',
      Array.from({ length: 3_000 }, (_, at) => `${'  '.repeat(at)}-\n`).join(''),
      'yaml-too-deep',
    ],
    ['very many fields', Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join(''), 'yaml-too-large'],
    ['very many items', `a: [${'1,'.repeat(60_000)}]`, 'yaml-too-large'],
    ['very many comments', '# a\n'.repeat(60_000), 'yaml-too-large'],
    ['very many empty lines', ' \n'.repeat(60_000), 'yaml-too-large'],
    ['very many empty documents', '---\n'.repeat(5_000), 'yaml-too-many-documents'],
    ['very many documents', 'a: b\n---\n'.repeat(600), 'yaml-too-many-documents'],
  ])('%s', (_what, text, code) => {
    const { yaml } = checkText(text)
    expect(yaml.map((fault) => fault.code)).toEqual([code])
    expect(yaml[0]?.line).toBeGreaterThan(0)
  })
})

describe('plain words mean what Kubernetes takes them for', () => {
  it.each([
    ['a: yes', { a: true }],
    ['a: "yes"', { a: 'yes' }],
    ['a: off', { a: false }],
    ['a: 017', { a: 15 }],
    ['a: 0x1F', { a: 31 }],
    ['a: 1_000', { a: 1000 }],
    ['a: -0', { a: 0 }],
    ['a: ~', { a: null }],
    ['a:', { a: null }],
    ['a: 2026-11-21', { a: '2026-11-21' }],
    ['1: b', { 1: 'b' }],
    ['{"a": 0, "b": false, "c": "", "d": []}', { a: 0, b: false, c: '', d: [] }],
    ['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', { a: { b: 1 }, c: { b: 1, d: 2 } }],
    ['a: &x {b: 1}\nc: {<<: *x, b: 3}', { a: { b: 1 }, c: { b: 3 } }],
  ])('%s', (text, value) => {
    expect(read(text)).toEqual(value)
  })

  it('and who may not have meant it is told', () => {
    expect(judge('a: yes\n')).toEqual(['~yaml-word-true 1:4'])
  })
})

describe('what looks dangerous and is not', () => {
  it.each([
    ['brackets in a text', `a: "${'['.repeat(20_000)}"`],
    ['brackets in a comment', `# ${'[{'.repeat(20_000)}\na: b\n`],
    ['a byte order mark at the beginning', '\ufeffa: b\n'],
    ['names of every object of JavaScript', 'constructor: {prototype: {toString: 1}}\nhasOwnProperty: 2\n'],
    ['lines of Windows', 'a: b\r\nc:\r\n- d\r\n'],
    ['a directive, and another document with its own', '%YAML 1.2\n---\na: b\n...\n%YAML 1.2\n---\nc: d\n'],
    ['an anchor that is set anew', 'a: &x 1\nb: &x 2\nc: *x\n'],
  ])('%s', (_what, text) => {
    expect(judge(text)).toEqual([])
  })

  it('of a text of Windows a fault has its line', () => {
    const text = virtualService('  hosts: [a]\n  htpp: []\n').replaceAll('\n', '\r\n')
    expect(judge(text)).toEqual(['schema-unknown-field 8:3'])
  })
})

it('a fault quotes no more of a text than a person reads, and of one document not more faults', () => {
  const long = 'x'.repeat(100_000)
  const { yaml } = checkText(`a: *${long}\nb: !!${long} c\n`)
  const { schema } = checkText(
    virtualService(Array.from({ length: 5_000 }, (_, at) => `  k${at}: 1\n`).join('')),
  )
  const { semantics } = checkText(virtualService(`  hosts: ["${long}"]\n  http: [{redirect: {uri: /}}]\n`))
  expect([yaml.length, schema.length, semantics.length]).toEqual([2, 200, 1])
  for (const { params } of [...yaml, ...schema, ...semantics])
    expect(JSON.stringify(params).length).toBeLessThan(1_000)
})

it('what comes after as many documents as are wanted is not read', () => {
  const { documents, yaml } = checkText(`a: 1\n---\nb: 2\n---\n${'c: ['.repeat(5)}\n`, undefined, 2)
  expect([documents.map(({ value }) => value), yaml]).toEqual([[{ a: 1 }, { b: 2 }], []])
  // As many as the whole text may hold: none of them is met.
  expect(checkText('a: b\n---\n'.repeat(600), undefined, 2).yaml).toEqual([])
})

it('an error is told also behind very many warnings', () => {
  const route = '  - {mirrorPercent: 1, mirror: {host: c}, route: [{destination: {host: b}}]}\n'
  const { semantics } = checkText(
    virtualService(`  hosts: [a]\n  http:\n${route.repeat(300)}  exportTo: ["*", "*"]\n`),
  )
  const levels = Map.groupBy(semantics, ({ severity }) => severity)
  expect([levels.get('warning')?.length, levels.get('error')?.length]).toEqual([200, 2])
})

it('a text without content has no documents', () => {
  for (const text of ['', '\n\n', '# a comment\n', '---\n---\n', '...'])
    expect(checkText(text).documents).toEqual([])
})

it("the cluster's own schema wins over that of this build", () => {
  const text = virtualService('  hosts: [a]\n  novel: 1\n  http: [{redirect: {uri: /}}]\n')
  const spec = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const schemas = new Map([
    ['networking.istio.io/v1/VirtualService', { type: 'object', properties: { spec } }],
  ])
  expect(checkText(text, schemas).schema).toEqual([])
  expect(checkText(text).schema.map(({ path }) => path)).toEqual(['spec.novel'])
})
