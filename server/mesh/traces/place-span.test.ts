import { describe, expect, it } from 'vitest'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { buildSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf, Pod, PodOwner } from '#server/mesh/objects/types.ts'
import { defaultWorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloads } from '#server/mesh/objects/workloads.ts'
import { chooseServices } from '#server/mesh/traces/choose-services.ts'
import { createSpanPlacer } from '#server/mesh/traces/place-span.ts'
import { span } from '#server/mesh/traces/spans.test-support.ts'

const meta = (name: string, labels: Record<string, string>) => ({
  name,
  namespace: 'bookinfo',
  uid: name,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels,
  annotations: {},
})
const deployment = (name: string, app: string, version: string): PodOwner => ({
  metadata: meta(name, { app, version }),
  spec: {
    replicas: 1,
    selector: { app, version },
    serviceAccountName: 'default',
    templateLabels: { app, version },
    templateAnnotations: {},
  },
  status: { replicas: 1, available: 1, updated: 1 },
})
const pod = (name: string, owner: string, labels: Record<string, string>): Pod => ({
  metadata: { ...meta(name, labels), owner: { apiVersion: 'apps/v1', kind: 'Deployment', name: owner } },
  spec: { serviceAccountName: 'default', containers: [] },
  status: { phase: 'Running', podIPs: ['10.1.1.1'], ready: true, restarts: 0 },
})
const snapshot = buildSnapshot({
  version: 1,
  cluster: 'Kubernetes',
  rootNamespace: 'istio-system',
  objects: new Map<MeshKind, readonly ObjectOf<MeshKind>[]>([
    [
      'Deployment',
      [
        deployment('reviews-v1', 'reviews', 'v1'),
        deployment('reviews-v2', 'reviews', 'v2'),
        deployment('reviews', 'reviews', 'v0'),
        deployment('details-v1', 'details', 'v1'),
      ],
    ],
    ['Pod', [pod('odd.name', 'reviews-v2', { app: 'reviews', version: 'v2' })]],
  ]),
})
const placeSpan = createSpanPlacer(snapshot, defaultWorkloadLabels)
const node = (name: string) => `sidecar~10.1.1.1~${name}.bookinfo~bookinfo.svc.cluster.local`
const canonical = (service: string, revision: string) => ({
  node_id: '',
  'istio.namespace': 'bookinfo',
  'istio.canonical_service': service,
  'istio.canonical_revision': revision,
})

describe('a span is placed', () => {
  it.each([
    [
      'by the pod of its node id',
      { tags: { node_id: node('odd.name') } },
      { workload: 'reviews-v2', by: 'node' },
    ],
    [
      'by the name of a pod that is gone, the longest name first',
      { tags: { node_id: node('reviews-v1-6d8f7c5b9-abcde') } },
      { workload: 'reviews-v1', pod: 'reviews-v1-6d8f7c5b9-abcde', by: 'node' },
    ],
    [
      'by its node id before all that its tags claim',
      { tags: { ...canonical('details', 'v1'), node_id: node('odd.name') }, service: 'details.bookinfo' },
      { workload: 'reviews-v2' },
    ],
    [
      "by OpenTelemetry's names of its pod",
      { tags: { node_id: '' }, resource: { 'k8s.namespace.name': 'bookinfo', 'k8s.pod.name': 'odd.name' } },
      { workload: 'reviews-v2', by: 'resource' },
    ],
    [
      'by its canonical service and revision',
      { tags: canonical('reviews', 'v2') },
      { workload: 'reviews-v2', by: 'canonical' },
    ],
    [
      'by its canonical service alone where versions are unknown',
      { tags: canonical('reviews', 'v9') },
      { app: 'reviews', namespace: 'bookinfo', workload: undefined },
    ],
    [
      'by its service name',
      { tags: { node_id: '' }, service: 'details.bookinfo' },
      { workload: 'details-v1', by: 'service' },
    ],
    [
      'nowhere by a name without namespace',
      { tags: { node_id: '' }, service: 'details' },
      { namespace: undefined, by: 'none' },
    ],
    [
      'nowhere without any name',
      { tags: { node_id: '' }, service: '' },
      { namespace: undefined, by: 'none' },
    ],
  ])('%s', (_, given, place) => {
    const told = placeSpan(span('a', { workload: '', ...given }))
    expect({ workload: undefined, namespace: undefined, ...told }).toMatchObject(place)
  })
})

describe('the names by which a store is asked', () => {
  const reviews = listWorkloads(snapshot).filter(({ app }) => app === 'reviews')
  it.each([
    ["Istio's default", ['reviews.bookinfo', 'reviews.other'], ['reviews.bookinfo']],
    ['the canonical name alone', ['reviews', 'details'], ['reviews']],
    ['the workload, where it has no app', ['reviews-v1.bookinfo'], ['reviews-v1.bookinfo']],
    ['what a proxy without labels is called', ['istio-proxy.bookinfo'], ['istio-proxy.bookinfo']],
    ['none of others', ['details.bookinfo', 'reviews.other'], []],
  ])('are %s', (_, known, services) => {
    expect(chooseServices(reviews, known).services).toEqual(services)
  })
})
