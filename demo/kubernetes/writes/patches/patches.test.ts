import { expect, test } from 'vitest'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { findObjectSchema } from '#demo/kubernetes/schemas/object-schema.ts'
import { applyJsonPatch, applyMergePatch, PatchFault } from '#demo/kubernetes/writes/patches/json-patch.ts'
import { applyStrategicMerge } from '#demo/kubernetes/writes/patches/strategic-merge.ts'

/** Cases of RFC 6902, appendix A, in our words. */
test.each([
  [{ a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
  [{ a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
  [{ a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
  [{ a: 1, b: 2 }, [{ op: 'remove', path: '/a' }], { b: 2 }],
  [{ a: [1, 2] }, [{ op: 'replace', path: '/a/0', value: 9 }], { a: [9, 2] }],
  [{ a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
  [{ a: 1 }, [{ op: 'copy', from: '/a', path: '/b' }], { a: 1, b: 1 }],
  [{ 'x/y': { '~': 1 } }, [{ op: 'replace', path: '/x~1y/~0', value: 2 }], { 'x/y': { '~': 2 } }],
  [{ a: 1 }, [{ op: 'test', path: '/a', value: 1 }], { a: 1 }],
])('JSON Patch of %j by %j', (document, operations, result) => {
  expect(applyJsonPatch(document, operations)).toEqual(result)
})

test.each([
  [{ op: 'test', path: '/a', value: 2 }],
  [{ op: 'remove', path: '/b' }],
  [{ op: 'replace', path: '/b', value: 1 }],
  [{ op: 'add', path: '/b/c', value: 1 }],
  [{ op: 'add', path: '/l/5', value: 1 }],
  [{ op: 'add', path: '/l/x', value: 1 }],
  [{ op: 'nothing', path: '/a' }],
  [{ op: 'add', path: 'a', value: 1 }],
])('%j cannot be done', (operation) => {
  expect(() => applyJsonPatch({ a: 1, l: [1] }, [operation])).toThrow(PatchFault)
})

/** Cases of RFC 7386, appendix A. */
test.each([
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ a: { b: 1 } }, { a: { c: { d: null } } }, { a: { b: 1, c: {} } }],
  [['a'], { b: 1 }, { b: 1 }],
])('JSON Merge Patch of %j by %j', (document, patch, result) => {
  expect(applyMergePatch(document, patch)).toEqual(result)
})

const resource = findResourceOfKind('v1', 'Pod')
const schema = resource ? findObjectSchema(resource) : {}
const spec = (fields: object) => ({ spec: fields })
const two = [{ name: 'a', image: '1' }, { name: 'b' }]

test.each([
  [
    'merges items by their key',
    { containers: [{ name: 'a', image: '2' }] },
    { containers: [{ name: 'a', image: '2' }, { name: 'b' }] },
  ],
  ['puts new items first', { containers: [{ name: 'c' }] }, { containers: [{ name: 'c' }, ...two] }],
  ['deletes an item', { containers: [{ name: 'a', $patch: 'delete' }] }, { containers: [{ name: 'b' }] }],
  [
    'replaces a list',
    { containers: [{ name: 'z' }, { $patch: 'replace' }] },
    { containers: [{ name: 'z' }] },
  ],
  [
    'orders items',
    { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    { containers: [{ name: 'b' }, { name: 'a', image: '1' }] },
  ],
  [
    'replaces a list without a key',
    { tolerations: [{ key: 'x' }] },
    { containers: two, tolerations: [{ key: 'x' }] },
  ],
  ['takes away a field', { containers: null }, {}],
])('a strategic merge patch %s', (_title, patch, result) => {
  expect(applyStrategicMerge(spec({ containers: two }), spec(patch), schema)).toEqual(spec(result))
})
