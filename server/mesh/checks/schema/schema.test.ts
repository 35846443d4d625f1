import { describe, expect, it } from 'vitest'
import { readField } from '#server/mesh/checks/field.ts'
import { compileRule } from '#server/mesh/checks/schema/cel.ts'
import { checkRules } from '#server/mesh/checks/schema/check-rules.ts'
import { checkStructure } from '#server/mesh/checks/schema/check-structure.ts'
import { fillDefaults } from '#server/mesh/checks/schema/fill-defaults.ts'
import { customKinds, findSchema, type StructuralSchema } from '#server/mesh/schemas/custom-kinds.ts'

const codes = (value: unknown, schema: StructuralSchema) =>
  [...checkStructure(readField(value), schema)].map(({ code, path }) => `${code} ${path}`.trim())
const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more })
const text = { type: 'string' }

// k8s.io/apiextensions-apiserver pkg/apiserver/validation
describe('a structural schema', () => {
  it.each<[string, unknown, StructuralSchema, readonly string[]]>([
    ['a wrong type', { a: 1 }, object({ a: text }), ['schema-type a']],
    ['null where it may not be', { a: null }, object({ a: text }), ['schema-type a']],
    ['null where it may be', { a: null }, object({ a: { ...text, nullable: true } }), []],
    ['an integer with a fraction', 1.5, { type: 'integer' }, ['schema-type']],
    [
      'either of int-or-string',
      ['a', 1],
      { type: 'array', items: { 'x-kubernetes-int-or-string': true } },
      [],
    ],
    ['a missing field', {}, object({ a: text }, { required: ['a'] }), ['schema-required a']],
    ['an unknown field', { b: 1 }, object({ a: text }), ['schema-unknown-field b']],
    [
      'unknown fields that are kept',
      { b: 1 },
      object({}, { 'x-kubernetes-preserve-unknown-fields': true }),
      [],
    ],
    ['values of a map', { x: 1 }, { type: 'object', additionalProperties: text }, ['schema-type x']],
    ['what objects inherit', { constructor: 1 }, object({ a: text }), ['schema-unknown-field constructor']],
    ['a value beside the enum', 'b', { ...text, enum: ['a'] }, ['schema-enum']],
    ['characters, not units', '😀', { ...text, maxLength: 1 }, []],
    ['a pattern', 'b', { ...text, pattern: '^a' }, ['schema-pattern']],
    [
      'a number out of range',
      [0, 9],
      { type: 'array', items: { type: 'integer', minimum: 1, maximum: 8 } },
      ['schema-minimum [0]', 'schema-maximum [1]'],
    ],
    ['more than 32 bits', 2 ** 31, { type: 'integer', format: 'int32' }, ['schema-maximum']],
    ['too many items', ['a', 'a'], { type: 'array', maxItems: 1, items: text }, ['schema-too-long']],
    [
      'what is wrong beyond too many is not looked for',
      [1, ...Array.from({ length: 20_000 }, () => 2)],
      { type: 'array', maxItems: 1, items: text },
      ['schema-too-long', 'schema-type [0]'],
    ],
    [
      'two items of a set',
      ['a', 'a'],
      { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
      ['schema-duplicate [1]'],
    ],
    [
      'two items of a map',
      [
        { n: 1, m: 1 },
        { n: 1, m: 2 },
      ],
      { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['n'] },
      ['schema-duplicate [1]'],
    ],
    [
      'two of one of',
      { a: 1, b: 1 },
      object({ a: {}, b: {} }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
      ['schema-one-of'],
    ],
    ['none of any of', {}, object({ a: {} }, { anyOf: [{ required: ['a'] }] }), ['schema-any-of']],
  ])('sees %s', (_what, value, schema, faults) => {
    expect(codes(value, schema)).toEqual(faults)
  })

  it('fills defaults where a field is absent or null, deep down', () => {
    const schema = object({
      a: object({ b: { ...text, default: 'x' } }, { default: {} }),
      n: { ...text, default: 'y' },
    })
    expect(fillDefaults({ n: null }, schema)).toEqual({ a: { b: 'x' }, n: 'y' })
  })

  // prunenulls.go; `selector:` with nothing behind it is null in YAML.
  it('null without a default is as good as absent, in members, but not in lists or where nobody defines it', () => {
    const schema = object({
      ...{ gone: text, kept: { ...text, nullable: true }, list: { type: 'array', items: text } },
      map: { type: 'object', additionalProperties: text },
    })
    const given = { gone: null, kept: null, list: [null], map: { a: null, b: 'b' }, foreign: null }
    expect(fillDefaults(given, schema)).toEqual({
      kept: null,
      list: [null],
      map: { b: 'b' },
      foreign: null,
    })
  })
})

describe('CEL rules', () => {
  const broken = (value: unknown, schema: StructuralSchema) =>
    [...checkRules(readField(value), schema)].map(({ path }) => path)
  const rule = (text: string) => ({ 'x-kubernetes-validations': [{ rule: text, message: 'no' }] })

  it.each<[string, unknown, string, boolean]>([
    ['holds', 'a', "self == 'a'", true],
    ['is broken', 'b', "self == 'a'", false],
    ['counts as broken when it cannot be evaluated', {}, 'self.a == 1', false],
    ['asks whether a field of an item is there', { a: [{}] }, 'has(self.a[0].b)', false],
    [
      'knows the functions of Kubernetes',
      'https://a',
      "isURL(self) && url(self).getScheme() == 'https' && !isIP(self)",
      true,
    ],
  ])('one %s', (_what, value, text, holds) => {
    expect(
      broken(value, { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, ...rule(text) }),
    ).toEqual(holds ? [] : [''])
  })

  it('see integers as such, and are found in lists and maps', () => {
    const port = { type: 'integer', ...rule('0 < self && self % 2 == 0') }
    const schema = object({
      ports: { type: 'array', items: port },
      named: { type: 'object', additionalProperties: port },
    })
    expect(broken({ ports: [2, 3], named: { a: 0 } }, schema)).toEqual(['ports[1]', 'named.a'])
  })

  it('about a change are left out, which need the object before', () => {
    expect(broken('a', rule('self == oldSelf'))).toEqual([])
  })

  it('and patterns of every shipped kind can be read', () => {
    const found = { rule: new Set<string>(), pattern: new Set<string>() }
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, member] of Object.entries(value)) {
        if ((key === 'rule' || key === 'pattern') && typeof member === 'string') found[key].add(member)
        collect(member)
      }
    }
    for (const { group, kind, versions } of customKinds)
      for (const { name } of versions) collect(findSchema(group, name, kind))
    expect([found.rule.size > 100, found.pattern.size > 5]).toEqual([true, true])
    for (const rule of found.rule) expect(() => compileRule(rule)).not.toThrow()
    for (const pattern of found.pattern) expect(() => new RegExp(pattern, 'u')).not.toThrow()
  })
})
