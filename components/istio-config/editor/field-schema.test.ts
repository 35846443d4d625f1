import { expect, it } from 'vitest'
import { findHelp } from '#components/istio-config/editor/field-help.ts'
import { describeType, findField, listUnknownFields } from '#components/istio-config/editor/field-schema.ts'
import type { FieldSchema } from '#contract/config.ts'

const schema: FieldSchema = {
  type: 'object',
  properties: {
    kind: { type: 'string' },
    metadata: { type: 'object', open: true, properties: { name: { type: 'string' } } },
    spec: {
      type: 'object',
      properties: {
        hosts: { type: 'array', items: { type: 'string' } },
        http: {
          type: 'array',
          items: {
            type: 'object',
            properties: { timeout: { type: 'string' }, retries: { type: 'object', open: true } },
          },
        },
        subsets: {
          type: 'object',
          additionalProperties: { type: 'object', properties: { labels: { type: 'object' } } },
        },
      },
    },
  },
}

it.each([
  [['spec', 'http', '[3]', 'timeout'], 'string'],
  [['spec', 'hosts', '[0]'], 'string'],
  [['spec', 'subsets', 'any', 'labels'], 'object'],
  [['spec', 'nothing'], undefined],
  [['__proto__'], undefined],
])('the field at %s is found', (path, type) => {
  expect(findField(schema, path)?.type).toBe(type)
})

it('a type is said in a few words', () => {
  expect(describeType(schema.properties?.['spec']?.properties?.['hosts'] ?? {})).toBe('string[]')
  expect(describeType({})).toBe('')
})

it('an unknown field is found at its place, with the known one that was meant', () => {
  const text =
    'kind: X\nmetadata:\n  uid: 1\nspec:\n  hots: []\n  http:\n  - timeot: 1s\n    retries:\n      any: 1\n'
  const found = listUnknownFields(text, schema, 'X')
  expect(found.map(({ path, near }) => [path, near])).toEqual([
    ['spec.hots', ['hosts']],
    ['spec.http[0].timeot', ['timeout']],
  ])
  expect(text.slice(found[0]?.from, found[0]?.to)).toBe('hots')
})

it('a text of another kind, or of several objects, is not held to this schema', () => {
  expect(listUnknownFields('kind: Y\nfoo: 1', schema, 'X')).toEqual([])
  expect(listUnknownFields('kind: X\n---\nkind: X\nfoo: 1', schema, 'X')).toEqual([])
})

/** `|` marks the cursor. */
it.each([
  ['of the key on its line', 'spec:\n  hosts:\n  - x|', 'spec.hosts[0]'],
  ['of the key that is being valued', 'spec:\n  http:\n  - timeout: |', 'spec.http[0].timeout'],
  ['of an item that is still empty', 'spec:\n  hosts:\n  - |', 'spec.hosts[0]'],
  ['of the object in which an empty line stands', 'spec:\n  hosts: []\n  |', 'spec'],
  ['of nothing at the top', '|', undefined],
])('help is %s', (_, marked, path) => {
  expect(findHelp(marked.replace('|', ''), marked.indexOf('|'), schema)?.path).toBe(path)
})
