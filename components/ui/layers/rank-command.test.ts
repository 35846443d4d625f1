import { expect, test } from 'vitest'
import { rankCommand } from '#components/ui/layers/rank-command.ts'

const order = (typed: string, labels: readonly string[]) =>
  labels
    .map((label) => ({ label, rank: rankCommand(label, ['Namespaces'], typed) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ label }) => label)

test('what holds the typed word stands before what only has its letters, and the rest is hidden', () => {
  const labels = [
    'Keyboard shortcuts',
    'Show only default',
    'Show only prom',
    'Show only myshop',
    'Show only shop',
  ]
  expect(order('shop', labels)).toEqual(['Show only shop', 'Show only myshop', 'Show only prom'])
})

test('every typed word is wanted, in any order, with beginnings enough', () => {
  expect(order('graph tr', ['Go to Traffic graph', 'Go to Overview'])).toEqual(['Go to Traffic graph'])
})

test('keywords find a command, letters of them do not', () => {
  expect(order('namesp', ['Show only shop'])).toEqual(['Show only shop'])
  expect(order('nmsp', ['Show only default'])).toEqual([])
})
