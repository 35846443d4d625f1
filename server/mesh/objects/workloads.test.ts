import { describe, expect, test } from 'vitest'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { readGraphCaseSnapshot } from '#server/mesh/objects/graph-case.test-support.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { findWorkload, listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'

type Labels = Record<string, string>

const owned = (kind: string, name: string, apiVersion = 'apps/v1') => ({
  ownerReferences: [{ apiVersion, kind, name, controller: true }],
})

function pod(
  name: string,
  facts: {
    labels?: Labels
    annotations?: Labels
    owner?: object
    containers?: string[]
    initContainers?: object[]
    phase?: string
    created?: string
  } = {},
): RawObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      creationTimestamp: facts.created ?? '2026-01-01T00:00:00Z',
      ...(facts.labels ? { labels: facts.labels } : {}),
      ...(facts.annotations ? { annotations: facts.annotations } : {}),
      ...facts.owner,
    },
    spec: {
      containers: (facts.containers ?? ['app']).map((container) => ({ name: container, image: 'i' })),
      ...(facts.initContainers ? { initContainers: facts.initContainers } : {}),
    },
    status: { phase: facts.phase ?? 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

function owner(
  kind: string,
  name: string,
  facts: { above?: object; labels?: Labels; annotations?: Labels; spec?: object; status?: object } = {},
): RawObject {
  const template = {
    metadata: { labels: facts.labels ?? { app: name }, annotations: facts.annotations ?? {} },
    spec: { serviceAccountName: `${name}-account` },
  }
  return {
    apiVersion: ['Job', 'CronJob'].includes(kind) ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ...facts.above },
    spec:
      kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { replicas: 2, template, ...facts.spec },
    status: facts.status ?? {},
  }
}

const namespace = (labels: Labels): RawObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
})

function fold(...manifests: RawObject[]): readonly Workload[] {
  return listWorkloads(buildSnapshotFromManifests({ manifests }))
}

const names = (workloads: readonly Workload[]) =>
  workloads.map(({ kind, name, pods }) => `${kind} ${name} ${pods.length}`)

describe('pods fold to the owner that an operator names', () => {
  const hash = { 'pod-template-hash': '5d4f' }
  test.each<[string, RawObject[], string[]]>([
    [
      'through the ReplicaSet to its Deployment',
      [
        owner('Deployment', 'cart'),
        owner('ReplicaSet', 'cart-5d4f', { above: owned('Deployment', 'cart') }),
        pod('cart-5d4f-a', { owner: owned('ReplicaSet', 'cart-5d4f'), labels: hash }),
        pod('cart-5d4f-b', { owner: owned('ReplicaSet', 'cart-5d4f'), labels: hash }),
      ],
      ['Deployment cart 2'],
    ],
    [
      'by the name rule where the ReplicaSet cannot be read',
      [pod('cart-5d4f-a', { owner: owned('ReplicaSet', 'cart-5d4f'), labels: hash })],
      ['Deployment cart 1'],
    ],
    [
      'to a ReplicaSet of its own',
      [owner('ReplicaSet', 'solo'), pod('solo-a', { owner: owned('ReplicaSet', 'solo') })],
      ['ReplicaSet solo 1'],
    ],
    [
      'to a custom owner of a ReplicaSet, by its own kind and name',
      [
        owner('ReplicaSet', 'web-77', { above: owned('Rollout', 'web', 'argoproj.io/v1alpha1') }),
        pod('web-77-a', { owner: owned('ReplicaSet', 'web-77') }),
      ],
      ['Rollout web 1'],
    ],
    [
      'to a Rollout by its label where the ReplicaSet cannot be read',
      [
        pod('web-77-a', {
          owner: owned('ReplicaSet', 'web-77'),
          labels: { 'rollouts-pod-template-hash': '77' },
        }),
      ],
      ['Rollout web 1'],
    ],
    [
      'through the Job to its CronJob',
      [
        owner('CronJob', 'report'),
        owner('Job', 'report-29000000', { above: owned('CronJob', 'report', 'batch/v1') }),
        pod('report-29000000-x', { owner: owned('Job', 'report-29000000', 'batch/v1'), phase: 'Succeeded' }),
      ],
      ['CronJob report 1'],
    ],
    [
      'to a CronJob by name where the Job is gone',
      [pod('report-x', { owner: owned('Job', 'report-29000000', 'batch/v1') })],
      ['CronJob report 1'],
    ],
    [
      'to a Job of its own',
      [owner('Job', 'once'), pod('once-x', { owner: owned('Job', 'once', 'batch/v1') })],
      ['Job once 1'],
    ],
    [
      'to a StatefulSet',
      [owner('StatefulSet', 'db'), pod('db-0', { owner: owned('StatefulSet', 'db') })],
      ['StatefulSet db 1'],
    ],
    [
      'to a DaemonSet',
      [owner('DaemonSet', 'agent'), pod('agent-x', { owner: owned('DaemonSet', 'agent') })],
      ['DaemonSet agent 1'],
    ],
    [
      'to a DeploymentConfig',
      [
        pod('old-1-x', {
          owner: owned('ReplicationController', 'old-1', 'v1'),
          labels: { deploymentconfig: 'old' },
        }),
      ],
      ['DeploymentConfig old 1'],
    ],
    [
      'to an owner that nobody knows',
      [pod('vm-x', { owner: owned('VirtualMachine', 'vm', 'kubevirt.io/v1') })],
      ['VirtualMachine vm 1'],
    ],
    ['to itself, when nobody owns it', [pod('bare')], ['Pod bare 1']],
    ['and owners without pods are there too', [owner('Deployment', 'asleep')], ['Deployment asleep 0']],
  ])('%s', (_name, manifests, expected) => {
    expect(names(fold(...manifests))).toEqual(expected)
  })

  test('and replicas are the owner’s where it can be read, else counted', () => {
    const [deployment] = fold(
      owner('Deployment', 'cart', { status: { replicas: 2, availableReplicas: 1 } }),
      pod('other-1', { owner: owned('ReplicaSet', 'gone-1') }),
    )
    expect(deployment?.replicas).toEqual({ desired: 2, current: 2, available: 1 })
    const counted = fold(
      pod('a', { owner: owned('ReplicaSet', 'gone-1') }),
      pod('b', { owner: owned('ReplicaSet', 'gone-1') }),
    )
    expect(counted[0]?.replicas).toEqual({ desired: 2, current: 2, available: 2 })
  })

  test('a Job that completed wants no pods any more', () => {
    const status = { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }
    expect(fold(owner('Job', 'once', { status }))[0]?.replicas).toEqual({
      desired: 0,
      current: 0,
      available: 0,
    })
  })
})

describe('app and version', () => {
  test.each<[string, Labels, string | undefined, string | undefined]>([
    ['from the plain labels', { app: 'a', version: 'v1' }, 'a', 'v1'],
    [
      'from the recommended labels before the plain ones',
      { app: 'a', version: 'v1', 'app.kubernetes.io/name': 'b', 'app.kubernetes.io/version': 'v2' },
      'b',
      'v2',
    ],
    [
      'from the canonical labels before all',
      {
        app: 'a',
        'service.istio.io/canonical-name': 'c',
        'service.istio.io/canonical-revision': 'v3',
        version: 'v1',
      },
      'c',
      'v3',
    ],
    ['absent where no label says them', { tier: 'x' }, undefined, undefined],
    [
      "a version of the injector's making is no version",
      { app: 'a', 'service.istio.io/canonical-revision': 'latest' },
      'a',
      undefined,
    ],
    [
      'which outranks the labels after it, as in telemetry',
      { app: 'a', 'service.istio.io/canonical-revision': 'latest', 'app.kubernetes.io/version': '1.0' },
      'a',
      undefined,
    ],
    [
      'unless somebody calls the version so',
      { app: 'a', 'service.istio.io/canonical-revision': 'latest', version: 'latest' },
      'a',
      'latest',
    ],
  ])('%s', (_name, labels, app, version) => {
    const [workload] = fold(pod('bare', { labels }))
    expect(workload?.app).toBe(app)
    expect(workload?.version).toBe(version)
  })

  test('from the label names that the console is configured with', () => {
    const snapshot = buildSnapshotFromManifests({
      manifests: [pod('bare', { labels: { team: 't', rel: '7' } })],
    })
    expect(listWorkloads(snapshot, { app: ['team'], version: ['rel'] })[0]).toMatchObject({
      app: 't',
      version: '7',
    })
    expect(listWorkloads(snapshot)[0]?.app).toBeUndefined()
  })

  test('labels join the template’s and the injector’s, without the owner’s hashes', () => {
    const [workload] = fold(
      owner('Deployment', 'cart', { labels: { app: 'cart', tier: 'web' } }),
      owner('ReplicaSet', 'cart-1', { above: owned('Deployment', 'cart') }),
      pod('cart-1-a', {
        owner: owned('ReplicaSet', 'cart-1'),
        labels: { app: 'cart', 'pod-template-hash': '1', 'security.istio.io/tlsMode': 'istio' },
      }),
    )
    expect(workload?.labels).toEqual({ app: 'cart', tier: 'web', 'security.istio.io/tlsMode': 'istio' })
    expect(workload?.serviceAccount).toBe('cart-account')
  })
})

describe('how traffic is captured', () => {
  const status = { 'sidecar.istio.io/status': '{}' }
  const enrolled = { 'ambient.istio.io/redirection': 'enabled' }
  test.each<[string, Workload['mode'], RawObject[]]>([
    ['by a sidecar, that the injector has noted', 'sidecar', [pod('a', { annotations: status })]],
    ['by a sidecar among the containers', 'sidecar', [pod('a', { containers: ['app', 'istio-proxy'] })]],
    [
      'by a native sidecar',
      'sidecar',
      [pod('a', { initContainers: [{ name: 'istio-proxy', restartPolicy: 'Always' }] })],
    ],
    ['not by an init container that ends', 'none', [pod('a', { initContainers: [{ name: 'istio-proxy' }] })]],
    ['by ambient', 'ambient', [pod('a', { annotations: enrolled })]],
    [
      'not while enrolment is pending',
      'none',
      [pod('a', { annotations: { 'ambient.istio.io/redirection': 'pending' } })],
    ],
    [
      'by the sidecar, where both are noted',
      'sidecar',
      [pod('a', { annotations: { ...status, ...enrolled } })],
    ],
    ['by nothing', 'none', [pod('a')]],
    [
      'by this and that',
      'mixed',
      [
        pod('a', { owner: owned('StatefulSet', 'db'), annotations: status }),
        pod('b', { owner: owned('StatefulSet', 'db') }),
      ],
    ],
    [
      'a pod that has ended does not count',
      'sidecar',
      [
        pod('a', { owner: owned('StatefulSet', 'db'), annotations: status }),
        pod('b', { owner: owned('StatefulSet', 'db'), phase: 'Succeeded' }),
      ],
    ],
    [
      'as injection would do without pods',
      'sidecar',
      [namespace({ 'istio-injection': 'enabled' }), owner('Deployment', 'x')],
    ],
    [
      'as a revision would do without pods',
      'sidecar',
      [namespace({ 'istio.io/rev': 'canary' }), owner('Deployment', 'x')],
    ],
    [
      'unless injection is switched off',
      'none',
      [namespace({ 'istio-injection': 'disabled', 'istio.io/rev': 'canary' }), owner('Deployment', 'x')],
    ],
    [
      'unless the template opts out',
      'none',
      [
        namespace({ 'istio-injection': 'enabled' }),
        owner('Deployment', 'x', { labels: { 'sidecar.istio.io/inject': 'false' } }),
      ],
    ],
    [
      'as enrolment would do without pods',
      'ambient',
      [namespace({ 'istio.io/dataplane-mode': 'ambient' }), owner('Deployment', 'x')],
    ],
    [
      'unless the template stays out of it',
      'none',
      [
        namespace({ 'istio.io/dataplane-mode': 'ambient' }),
        owner('Deployment', 'x', { labels: { 'istio.io/dataplane-mode': 'none' } }),
      ],
    ],
  ])('%s', (_name, mode, manifests) => {
    expect(fold(...manifests)[0]?.mode).toBe(mode)
  })
})

test.each<[string, Workload['role'], RawObject]>([
  ['an application', 'application', pod('a', { labels: { app: 'a' } })],
  ['an application with a sidecar', 'application', pod('a', { containers: ['app', 'istio-proxy'] })],
  [
    'a gateway of the Gateway API',
    'gateway',
    pod('a', { labels: { 'gateway.networking.k8s.io/gateway-name': 'edge' } }),
  ],
  ['the ingress gateway', 'gateway', pod('a', { labels: { istio: 'ingressgateway' } })],
  [
    'an injected gateway by its template',
    'gateway',
    pod('a', { annotations: { 'inject.istio.io/templates': 'gateway' } }),
  ],
  ['a gateway of any name: a proxy alone', 'gateway', pod('a', { containers: ['istio-proxy'] })],
  [
    'a waypoint',
    'waypoint',
    pod('a', {
      labels: {
        'gateway.networking.k8s.io/gateway-name': 'waypoint',
        'gateway.networking.k8s.io/gateway-class-name': 'istio-waypoint',
      },
    }),
  ],
  ['ztunnel', 'ztunnel', pod('a', { labels: { app: 'ztunnel' }, containers: ['istio-proxy'] })],
  ['istiod', 'control-plane', pod('a', { labels: { app: 'istiod', istio: 'pilot' } })],
])('%s is told by its labels and containers', (_name, role, manifest) => {
  expect(fold(manifest)[0]?.role).toBe(role)
})

describe('machines outside the cluster', () => {
  const entry = (name: string, facts: { labels?: Labels; annotations?: Labels } = {}): RawObject => ({
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadEntry',
    metadata: { name, namespace: 'shop', annotations: facts.annotations ?? {} },
    spec: { address: '10.0.0.9', labels: facts.labels ?? {}, serviceAccount: 'vm' },
  })
  const group: RawObject = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: { name: 'vms', namespace: 'shop' },
    spec: { metadata: { labels: { app: 'billing' } }, template: { serviceAccount: 'billing' } },
  }

  test('are workloads of their own', () => {
    expect(fold(entry('vm-1', { labels: { app: 'vm', version: 'v1' } }))).toMatchObject([
      { kind: 'WorkloadEntry', name: 'vm-1', app: 'vm', version: 'v1', serviceAccount: 'vm', mode: 'none' },
    ])
  })
  test('take the name that telemetry gives them', () => {
    expect(fold(entry('vm-1', { labels: { 'service.istio.io/workload-name': 'bill' } }))[0]?.name).toBe(
      'bill',
    )
    expect(fold(entry('vm-1', { annotations: { 'istio.io/autoRegistrationGroup': 'gone' } }))[0]?.name).toBe(
      'gone',
    )
  })
  test('fold to the group that registered them', () => {
    const registered = { 'istio.io/autoRegistrationGroup': 'vms' }
    const workloads = fold(
      group,
      entry('vms-1', { annotations: registered }),
      entry('vms-2', { annotations: registered }),
    )
    expect(workloads).toMatchObject([
      { kind: 'WorkloadGroup', name: 'vms', app: 'billing', mode: 'sidecar', replicas: { current: 2 } },
    ])
  })
})

test('one snapshot derives its workloads once, and finds them by name', () => {
  const snapshot = buildSnapshotFromManifests({ manifests: [pod('twin'), owner('Deployment', 'twin')] })
  expect(listWorkloads(snapshot)).toBe(listWorkloads(snapshot))
  expect(findWorkload(snapshot, 'shop', 'twin')?.kind).toBe('Deployment')
  expect(findWorkload(snapshot, 'shop', 'nobody')).toBeUndefined()
})

const recorded = readGraphCaseSnapshot()
test.skipIf(!recorded)('the workloads of a real cluster', () => {
  if (!recorded) return
  const told = new Map(
    listWorkloads(recorded).map((workload) => [
      `${workload.namespace}/${workload.name}`,
      [workload.kind, workload.app, workload.version, workload.mode, workload.role].join(' '),
    ]),
  )
  expect(told.size).toBe(37)
  expect(Object.fromEntries(told)).toMatchObject({
    'bookinfo/reviews-v2': 'Deployment reviews v2 sidecar application',
    'ambient-demo/reviews-v2': 'Deployment reviews v2 ambient application',
    'ambient-demo/waypoint': 'Deployment waypoint  ambient waypoint',
    'istio-system/istio-ingressgateway': 'Deployment istio-ingressgateway  sidecar gateway',
    'istio-system/ztunnel': 'DaemonSet ztunnel 1.0.0 ambient ztunnel',
    'odd-b/nover': 'Deployment nover  sidecar application',
    'odd-b/legacy-v1': 'Deployment legacy v1 none application',
    'sample/edge-istio': 'Deployment edge-istio  sidecar gateway',
    'sample/vm-1': 'WorkloadEntry vm v1 none application',
  })
})
