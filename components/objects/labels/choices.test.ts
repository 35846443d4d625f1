import { expect, it } from 'vitest'
import { listChoices, listLabelled } from '#components/objects/labels/choices.ts'

it.each([
  [
    'Namespace',
    'inject',
    { 'istio-injection': 'enabled', 'istio.io/rev': null, 'istio.io/dataplane-mode': null },
  ],
  [
    'Namespace',
    'revision',
    { 'istio-injection': null, 'istio.io/rev': 'r1', 'istio.io/dataplane-mode': null },
  ],
  ['Namespace', 'ambient', { 'istio.io/dataplane-mode': 'ambient', 'istio-injection': null }],
  ['Deployment', 'podSkip', { 'sidecar.istio.io/inject': 'false' }],
  ['Service', 'waypoint', { 'istio.io/use-waypoint': 'r1' }],
] as const)('of a %s %s sets one label and takes away what contradicts it', (kind, id, labels) => {
  expect(
    listChoices(kind)
      .find((choice) => choice.id === id)
      ?.labels('r1'),
  ).toEqual(labels)
})

it('what nobody keeps a template of is left out, and a namespace lies in none', () => {
  const items = [
    { kind: 'Namespace', namespace: 'shop', name: 'shop' },
    { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    { kind: 'WorkloadEntry', namespace: 'shop', name: 'vm' },
    { kind: 'Pod', namespace: 'shop', name: 'alone' },
    { kind: 'ServiceEntry', namespace: 'shop', name: 'outside' },
  ]
  expect(listLabelled(items)).toEqual([
    { kind: 'Namespace', name: 'shop' },
    { kind: 'Deployment', namespace: 'shop', name: 'cart' },
  ])
})
