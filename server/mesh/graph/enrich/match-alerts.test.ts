import { describe, expect, test } from 'vitest'
import type { Alert } from '#server/mesh/graph/enrich/match-alerts.ts'
import { imagineGraph, imagineWorkload } from '#server/mesh/graph/imagined-graph.test-support.ts'

const alert = (labels: Record<string, string>, facts: Partial<Alert> = {}): Alert => ({
  name: 'Sick',
  state: 'firing',
  labels,
  ...facts,
})

const requests = [
  { from: 'a/x', to: 'a/y' },
  { from: 'a/x', to: 'b/z' },
]
const manifests = imagineWorkload('a', 'y')

const alerted = (alerts: readonly Alert[], facts: object = {}) => {
  const graph = imagineGraph({ requests, manifests, facts: { alerts, ...facts } })
  return graph.nodes
    .filter((node) => node.alerts)
    .map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`)
}

describe('an alert is on the node that its labels name', () => {
  const y = ['workload a/y']
  test.each<[string, Record<string, string>, string[]]>([
    ['called workload', { destination_workload_namespace: 'a', destination_workload: 'y' }, y],
    [
      'called workload before caller and exporter',
      {
        destination_workload_namespace: 'a',
        destination_workload: 'y',
        source_workload_namespace: 'a',
        source_workload: 'x',
        namespace: 'b',
        pod: 'z-1',
      },
      y,
    ],
    ['caller', { source_workload_namespace: 'a', source_workload: 'x' }, ['workload a/x']],
    ['service', { destination_service_namespace: 'a', destination_service_name: 'y' }, y],
    ['host', { destination_service: 'y.a.svc.cluster.local' }, y],
    ['pod', { namespace: 'a', pod: 'y-1' }, y],
    ['deployment', { namespace: 'a', deployment: 'y' }, y],
    ['workload', { namespace: 'b', workload: 'z' }, ['workload b/z']],
    ['app', { namespace: 'a', app: 'y' }, y],
    ['service in its namespace', { namespace: 'a', service: 'y' }, y],
    ['deployment before the exporter', { namespace: 'a', deployment: 'y', service: 'kube-state-metrics' }, y],
    [
      'what was scraped, not who scraped it',
      { namespace: 'monitoring', pod: 'ksm', exported_namespace: 'a', exported_pod: 'y-1' },
      y,
    ],
    ['nothing but a namespace', { namespace: 'a' }, []],
    ['nothing', {}, []],
    ['an external host', { destination_service: 'api.example.com' }, []],
    ['what is not drawn', { namespace: 'a', deployment: 'gone' }, []],
  ])('%s', (_, labels, nodes) => {
    expect(alerted([alert(labels)])).toEqual(nodes)
  })

  test('a service that is a node, and not on what stands behind it', () => {
    const labels = { destination_service_namespace: 'a', destination_service_name: 'y' }
    expect(alerted([alert(labels)], { serviceNodes: true })).toEqual(['service a/y'])
  })

  test('an app that has the workload', () => {
    expect(alerted([alert({ namespace: 'a', deployment: 'y' })], { view: 'app' })).toEqual(['app a/y'])
  })
})

test('an alert is told with its state, severity, beginning and summary', () => {
  const labels = { namespace: 'a', deployment: 'y', severity: 'critical' }
  const facts = { state: 'pending', sinceMs: 0, summary: 'Y is sick' } as const
  const graph = imagineGraph({
    requests,
    manifests,
    facts: { alerts: [alert(labels, facts), alert({ ...labels })] },
  })
  expect(graph.node('a/y')?.alerts).toEqual([
    {
      name: 'Sick',
      state: 'pending',
      severity: 'critical',
      since: '1970-01-01T00:00:00.000Z',
      summary: 'Y is sick',
    },
    { name: 'Sick', state: 'firing', severity: 'critical' },
  ])
})

test('more alerts than anybody reads are cut', () => {
  const alerts = Array.from({ length: 100 }, (_, at) =>
    alert({ namespace: 'a', deployment: 'y' }, { name: `${at}` }),
  )
  const graph = imagineGraph({ requests, manifests, facts: { alerts } })
  expect(graph.node('a/y')?.alerts).toHaveLength(20)
})

test('an alert that names a namespace which may not be seen is not told', () => {
  const labels = { destination_workload_namespace: 'a', destination_workload: 'y' }
  const hides = { isVisible: (namespace: string) => namespace !== 'secret' }
  expect(alerted([alert({ ...labels, source_workload_namespace: 'secret' })], hides)).toEqual([])
  expect(alerted([alert({ ...labels, source_workload_namespace: 'b' })], hides)).toEqual(['workload a/y'])
})
