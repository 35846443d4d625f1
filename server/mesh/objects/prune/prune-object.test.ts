import { expect, test } from 'vitest'
import { findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { isKeptAnnotation } from '#server/mesh/objects/prune/prune-meta.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import { createStringPool } from '#server/mesh/objects/prune/string-pool.ts'

test('a pod keeps what rules read and nothing else', () => {
  const pod = pruneObject('Pod', {
    metadata: {
      name: 'cart-1-a',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'cart' },
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', 'istio.io/rev': 'default' },
      managedFields: [{}],
      finalizers: ['f'],
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Other', name: 'x' },
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-1', controller: true },
      ],
    },
    spec: {
      serviceAccountName: 'cart',
      nodeName: 'n1',
      containers: [
        {
          name: 'app',
          image: 'cart:1',
          ports: [{ containerPort: 80 }],
          env: [{ name: 'SECRET', value: 's' }],
        },
      ],
      initContainers: [
        { name: 'istio-init', image: 'proxy' },
        { name: 'istio-proxy', image: 'proxy', restartPolicy: 'Always' },
      ],
    },
    status: {
      phase: 'Running',
      podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }],
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [{ restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } }],
    },
  })
  expect(pod).toEqual({
    metadata: {
      name: 'cart-1-a',
      namespace: 'shop',
      uid: 'u',
      resourceVersion: '7',
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { app: 'cart' },
      annotations: { 'istio.io/rev': 'default' },
      owner: { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'cart-1' },
    },
    spec: {
      serviceAccountName: 'cart',
      nodeName: 'n1',
      containers: [
        { name: 'istio-proxy', image: 'proxy', init: true, ports: [] },
        { name: 'app', image: 'cart:1', ports: [80] },
      ],
    },
    status: {
      phase: 'Running',
      podIPs: ['10.0.0.1', 'fd00::1'],
      ready: false,
      restarts: 3,
      waitingReason: 'CrashLoopBackOff',
    },
  })
})

test.each([
  ['istio.io/rev', true],
  ['sidecar.istio.io/status', true],
  ['health.kiali.io/rate', true],
  ['argocd.argoproj.io/tracking-id', true],
  ['kustomize.toolkit.fluxcd.io/name', true],
  ['meta.helm.sh/release-name', true],
  ['kubectl.kubernetes.io/last-applied-configuration', false],
  ['evilistio.io/x', false],
  ['description', false],
])('of the annotations %s is kept: %s', (key, kept) => {
  expect(isKeptAnnotation(key)).toBe(kept)
})

test.each([
  [
    'Deployment',
    { spec: { replicas: 3 }, status: { replicas: 3, availableReplicas: 1, updatedReplicas: 2 } },
    3,
    { replicas: 3, available: 1, updated: 2 },
  ],
  ['Deployment', { spec: {} }, 1, { replicas: 0, available: 0, updated: 0 }],
  ['StatefulSet', { spec: { replicas: 0 } }, 0, { replicas: 0, available: 0, updated: 0 }],
  [
    'DaemonSet',
    {
      status: {
        desiredNumberScheduled: 5,
        currentNumberScheduled: 4,
        numberAvailable: 3,
        updatedNumberScheduled: 2,
      },
    },
    5,
    { replicas: 4, available: 3, updated: 2 },
  ],
  [
    'Job',
    { spec: { parallelism: 2 }, status: { active: 2, ready: 1 } },
    2,
    { replicas: 2, available: 1, updated: 2 },
  ],
  [
    'Job',
    { spec: {}, status: { failed: 1, conditions: [{ type: 'Failed', status: 'True' }] } },
    1,
    { replicas: 0, available: 0, updated: 0 },
  ],
  ['CronJob', { status: { active: [{}, {}] } }, 2, { replicas: 2, available: 2, updated: 2 }],
] as const)('the counts of a %s follow its own status', (kind, raw, desired, status) => {
  const owner = pruneObject(kind, raw)
  expect(owner.spec.replicas).toBe(desired)
  expect(owner.status).toEqual(status)
})

test('an endpoint that does not say whether it is ready is ready', () => {
  const slice = pruneObject('EndpointSlice', {
    metadata: { labels: { 'kubernetes.io/service-name': 'cart' } },
    ports: [{ name: 'http', port: 80 }, { name: 'none' }],
    endpoints: [
      { addresses: ['10.0.0.1'], targetRef: { kind: 'Pod', name: 'cart-1' } },
      { addresses: ['10.0.0.2'], conditions: { ready: false } },
    ],
  })
  expect(slice).toMatchObject({
    serviceName: 'cart',
    ports: [{ name: 'http', port: 80 }],
    endpoints: [{ ready: true, podName: 'cart-1' }, { ready: false }],
  })
})

test("Istio's objects keep their spec whole and of the status the conditions", () => {
  const spec = { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' } }] }] }
  const status = {
    conditions: [{ type: 'Accepted', status: 'True', observedGeneration: 1 }],
    observedGeneration: 1,
  }
  expect(pruneObject('VirtualService', { metadata: { name: 'x' }, spec, status })).toMatchObject({
    spec,
    status: { conditions: [{ type: 'Accepted', status: 'True' }] },
  })
})

test('an object without anything in it does not break the rules', () => {
  for (const kind of [
    'Pod',
    'Service',
    'EndpointSlice',
    'Deployment',
    'ConfigMap',
    'VirtualService',
    'Namespace',
  ] as const) {
    expect(pruneObject(kind, {}).metadata.name).toBe('')
  }
})

test('equal labels of two objects are one object, and the pool forgets when it is full', () => {
  const pool = createStringPool(2)
  const first = pool.record({ app: 'a' })
  expect(pool.record({ app: 'a' })).toBe(first)
  pool.record({ app: 'b' })
  pool.record({ app: 'c' })
  expect(pool.record({ app: 'a' })).toEqual({ app: 'a' })
  expect(pool.record({ app: 'a' })).not.toBe(first)
})

test.each([
  ['networking.istio.io/v1', 'Gateway', 'IstioGateway'],
  ['gateway.networking.k8s.io/v1', 'Gateway', 'Gateway'],
  ['networking.istio.io/v1beta1', 'VirtualService', 'VirtualService'],
  ['v1', 'Pod', 'Pod'],
  ['v1', 'Secret', undefined],
  ['other.io/v1', 'VirtualService', undefined],
  ['v1', 'toString', undefined],
])('%s %s is the kind %s', (apiVersion, kind, known) => {
  expect(findMeshKind(apiVersion, kind)).toBe(known)
})
