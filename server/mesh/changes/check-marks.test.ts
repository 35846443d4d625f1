import { expect, it } from 'vitest'
import { findForeignChange } from '#server/mesh/changes/check-marks.ts'
import { diffValues } from '#server/mesh/changes/diff-values.ts'

const pods = (metadata: object) => ({ spec: { template: { metadata } } })

// The same keys and values as `POST /api/v1/labels` takes: istio-marks.ts.
it.each<[string, string, object, object, string | undefined]>([
  [
    'sets Istio’s label',
    'Namespace',
    {},
    { metadata: { labels: { 'istio-injection': 'enabled' } } },
    undefined,
  ],
  ['takes one away', 'Namespace', { metadata: { labels: { 'istio.io/rev': 'a' } } }, {}, undefined],
  [
    'changes a foreign one',
    'Namespace',
    { metadata: { labels: { team: 'a' } } },
    { metadata: { labels: { team: 'b' } } },
    'mark-not-istio metadata.labels.team',
  ],
  [
    'takes a foreign one away with the rest',
    'Namespace',
    { metadata: { labels: { 'istio.io/rev': 'a', 'pod-security.kubernetes.io/enforce': 'restricted' } } },
    {},
    'mark-not-istio metadata.labels["pod-security.kubernetes.io/enforce"]',
  ],
  [
    'sets a value that Istio does not take',
    'Namespace',
    {},
    { metadata: { labels: { 'istio-injection': 'yes' } } },
    'mark-value metadata.labels.istio-injection',
  ],
  [
    'sets a label of pods on a service',
    'Service',
    {},
    { metadata: { labels: { 'sidecar.istio.io/inject': 'true' } } },
    'mark-elsewhere metadata.labels["sidecar.istio.io/inject"]',
  ],
  [
    'sets one of a workload’s pods',
    'Deployment',
    {},
    pods({ labels: { 'sidecar.istio.io/inject': 'true' }, annotations: { 'proxy.istio.io/config': '{}' } }),
    undefined,
  ],
  [
    'sets one of a workload itself, where nobody reads it',
    'Deployment',
    {},
    { metadata: { labels: { 'istio.io/rev': 'a' } } },
    'target-labels-only metadata.labels["istio.io/rev"]',
  ],
  ['changes what is no label', 'Service', {}, { spec: { type: 'NodePort' } }, 'target-labels-only spec.type'],
  [
    'hides something in a map of labels',
    'Service',
    {},
    { spec: { metadata: { labels: { 'istio.io/use-waypoint': 'a' } } } },
    'target-labels-only spec.metadata.labels["istio.io/use-waypoint"]',
  ],
])('a change that %s is judged as such', (_what, kind, before, after, expected) => {
  const fault = findForeignChange(kind, diffValues(before, after))
  expect(fault && `${fault.code} ${fault.path}`).toBe(expected)
})
