import { describe, expect, test } from 'vitest'
import { imagineWorkload } from '#server/mesh/graph/imagined-graph.test-support.ts'
import type { Sample } from '#server/mesh/graph/types.ts'
import { gatherTraffic, type HealthSamples } from '#server/mesh/health/gather-traffic.ts'
import { judgeMesh } from '#server/mesh/health/judge-mesh.ts'
import { defaultRate } from '#server/mesh/health/rates.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { defaultWorkloadLabels } from '#server/mesh/objects/workload-labels.ts'

const none: HealthSamples = {
  received: [],
  receivedByCallers: [],
  sent: [],
  unanswered: [],
  bytesReceived: [],
  bytesSent: [],
}

function received(workload: string, code: string, value: number, service = workload): Sample {
  return {
    metric: {
      destination_cluster: 'Kubernetes',
      destination_workload_namespace: 'a',
      destination_workload: workload,
      destination_service_namespace: 'a',
      destination_service_name: service,
      request_protocol: 'http',
      response_code: code,
    },
    value,
  }
}

function sent(workload: string, code: string, value: number, cluster = 'Kubernetes'): Sample {
  return {
    metric: {
      source_cluster: cluster,
      source_workload_namespace: 'a',
      source_workload: workload,
      request_protocol: 'http',
      response_code: code,
    },
    value,
  }
}

const service = (name: string): RawObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: 'a' },
  spec: { ports: [] },
})

function judge(manifests: readonly RawObject[], samples: Partial<HealthSamples> | undefined) {
  const traffic = samples && gatherTraffic({ ...none, ...samples }, 'Kubernetes')
  return judgeMesh({ ...factsOf(manifests), traffic })
}

function factsOf(manifests: readonly RawObject[]) {
  return {
    snapshot: buildSnapshotFromManifests({ manifests }),
    labels: defaultWorkloadLabels,
    namespaces: new Set(['a']),
    rates: [defaultRate],
    rangeSeconds: 60,
  }
}

const x = imagineWorkload('a', 'x')
const scaled = (name: string, replicas: number, availableReplicas: number): RawObject => {
  const status = { replicas, availableReplicas }
  // Kubernetes' manifests are read loosely; this holds what the rule reads.
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'a' },
    spec: { replicas },
    status,
  } as RawObject
}

describe('a workload', () => {
  const cases: readonly [name: string, samples: Partial<HealthSamples> | undefined, status: string][] = [
    ['without traffic rests', {}, 'idle'],
    ['that answers well is healthy', { received: [received('x', '200', 1)] }, 'healthy'],
    ['that fails what it receives is failing', { received: [received('x', '500', 1)] }, 'failing'],
    [
      'without a proxy is judged by what its callers tell',
      { receivedByCallers: [received('x', '500', 1)] },
      'failing',
    ],
    [
      'with a proxy is judged by what that tells, not twice',
      { received: [received('x', '200', 1)], receivedByCallers: [received('x', '500', 1)] },
      'healthy',
    ],
    ['whose own calls fail is failing', { sent: [sent('x', '500', 1)] }, 'failing'],
    ['moves bytes alone is healthy', { bytesSent: [sent('x', '', 100)] }, 'healthy'],
    ['of another cluster with its name is not it', { sent: [sent('x', '500', 1, 'east')] }, 'idle'],
    ['is not judged by values that are no number', { received: [received('x', '500', Number.NaN)] }, 'idle'],
    ['is unknown while traffic is', undefined, 'unknown'],
  ]
  test.each(cases)('%s', (_, samples, status) => {
    const { namespaces } = judge(x, samples)
    expect(namespaces).toMatchObject([{ namespace: 'a', status, counts: { [status]: 1 } }])
  })
})

describe('what ails', () => {
  test('is worst first, and within a state by the requests that fail', () => {
    const manifests = [
      ...['little', 'much'].flatMap((name) => imagineWorkload('a', name)),
      scaled('none', 0, 0),
      scaled('some', 2, 1),
      scaled('gone', 1, 0),
    ]
    const { ailments } = judge(manifests, {
      received: [received('little', '500', 1), received('much', '500', 5)],
    })
    expect(ailments.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'much failing',
      'little failing',
      'gone failing',
      'some degraded',
      'none notReady',
    ])
    expect(ailments[0]).toMatchObject({ workloadKind: 'Deployment', requestsPerSecond: 5, errorPercent: 100 })
  })

  test('of a service counts what nothing answered', () => {
    const unanswered = [received('unknown', '503', 1, 'shop')]
    const { ailments } = judge([service('shop')], { received: [received('x', '200', 3, 'shop')], unanswered })
    expect(ailments).toMatchObject([
      { kind: 'service', name: 'shop', requestsPerSecond: 4, errorPercent: 25 },
    ])
  })

  test('of an app is told by its failing workload alone', () => {
    const app = { app: 'shop' }
    const manifests = ['shop-v1', 'shop-v2'].flatMap((name) => imagineWorkload('a', name, { labels: app }))
    const samples = { received: [received('shop-v1', '200', 95), received('shop-v2', '500', 5)] }
    expect(judge(manifests, samples).ailments).toMatchObject([
      { kind: 'workload', name: 'shop-v2', status: 'failing' },
    ])
    expect(judge(manifests.slice(0, 2), samples).ailments).toEqual([])
  })

  test('of a service is told once, by the workload behind it, unless nothing answered', () => {
    const labels = { app: 'x' }
    const workload = imagineWorkload('a', 'x', { labels })
    const before: RawObject = { ...service('x'), spec: { ports: [], selector: labels } }
    const told = (samples: Partial<HealthSamples>) =>
      judge([...workload, before], samples).ailments.map(({ kind, status }) => `${kind} ${status}`)
    expect(told({ received: [received('x', '500', 1)] })).toEqual(['workload failing'])
    expect(told({ sent: [sent('x', '500', 1)], received: [received('x', '200', 9)] })).toEqual([
      'workload failing',
    ])
    expect(
      told({ received: [received('x', '200', 1)], unanswered: [received('unknown', '503', 1, 'x')] }),
    ).toEqual(['service failing'])
  })

  test('names whom its calls fail at, but nothing of a namespace that the viewer may not see', () => {
    const failed = { ...sent('x', '503', 1) }
    const at = (namespace: string, name: string): Sample => ({
      ...failed,
      metric: {
        ...failed.metric,
        destination_service_namespace: namespace,
        destination_service_name: name,
      },
    })
    const told = (sample: Sample) => {
      const traffic = gatherTraffic({ ...none, sent: [sample] }, 'Kubernetes', (name) => name !== 'closed')
      const [ailment] = judgeMesh({ ...factsOf(x), traffic }).ailments
      return ailment?.reasons.map(({ params }) => params['target'])
    }
    expect(told(at('b', 'pay'))).toEqual(['b/pay'])
    expect(told(at('unknown', 'example.com'))).toEqual(['example.com'])
    expect(told(at('closed', 'secret'))).toEqual([''])
  })

  test('says whether its numbers are of what it receives or sends', () => {
    const of = (samples: Partial<HealthSamples>) =>
      judge(x, samples).ailments.map(({ direction }) => direction)
    expect(of({ received: [received('x', '500', 1)] })).toEqual(['inbound'])
    expect(of({ sent: [sent('x', '500', 1)] })).toEqual(['outbound'])
  })
})
