import { expect, test } from 'vitest'
import {
  buildNamespaceFilter,
  type LabelSelector,
  matchesSelector,
  parseSelectors,
} from '#server/mesh/objects/select-namespaces.ts'

const labels = { env: 'prod', team: 'a' }
const term = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
})

test.each<[string, LabelSelector, boolean]>([
  ['no terms', {}, true],
  ['a label', { matchLabels: { env: 'prod' } }, true],
  ['another value', { matchLabels: { env: 'dev' } }, false],
  ['all labels', { matchLabels: { env: 'prod', team: 'b' } }, false],
  ['In', term('env', 'In', 'dev', 'prod'), true],
  ['In of a missing label', term('zone', 'In', 'x'), false],
  ['NotIn', term('env', 'NotIn', 'prod'), false],
  ['NotIn of a missing label', term('zone', 'NotIn', 'x'), true],
  ['Exists', term('env', 'Exists'), true],
  ['DoesNotExist', term('env', 'DoesNotExist'), false],
  ['DoesNotExist of a missing label', term('zone', 'DoesNotExist'), true],
])('%s', (_name, selector, expected) => {
  expect(matchesSelector(selector, labels)).toBe(expected)
})

test.each<[string, LabelSelector[], string[], string, boolean]>([
  [
    'one of the selectors is enough',
    [{ matchLabels: { env: 'dev' } }, { matchLabels: { team: 'a' } }],
    [],
    'shop',
    true,
  ],
  ['none of them', [{ matchLabels: { env: 'dev' } }], [], 'shop', false],
  ['the root namespace always', [{ matchLabels: { env: 'dev' } }], [], 'istio-system', true],
  ['an excluded name', [], ['shop'], 'shop', false],
  ['a pattern', [], ['kube-*'], 'kube-system', false],
  ['a pattern is not a part', [], ['sho'], 'shop', true],
  ['a pattern is no regular expression', [], ['s.op'], 'shop', true],
  ['an exclusion wins over a selector', [{}], ['*'], 'shop', false],
])('%s', (_name, selectors, excludes, name, shown) => {
  const isShown = buildNamespaceFilter({ selectors, excludes, rootNamespace: 'istio-system' })
  expect(isShown?.(name, labels)).toBe(shown)
})

test('nothing to select by is no filter', () => {
  expect(buildNamespaceFilter({ selectors: [], excludes: [], rootNamespace: 'istio-system' })).toBeUndefined()
  expect(parseSelectors('x')).toEqual([])
  expect(parseSelectors([null, { matchLabels: { a: 'b' } }])).toEqual([{ matchLabels: { a: 'b' } }])
})
