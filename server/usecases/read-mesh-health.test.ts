import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { meshHealth } from '#contract/overview.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import type { UserName } from '#demo/kubernetes/users.ts'
import { readMeshHealth } from '#server/usecases/read-mesh-health.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo.stop())
afterEach(() => {
  demo.prometheus.setFault(undefined)
  demo.reopen()
})

/** Answers are remembered for seconds, so that each test asks with a window of its own. */
let window = 100

function read(input: object = {}, user: UserName = 'admin') {
  window += 1
  return readMeshHealth(meshHealth.input.parse({ rangeSeconds: window, ...input }), demo.as(user))
}

const order = ['failing', 'degraded', 'notReady', 'unknown', 'idle', 'healthy']

describe('the health of the mesh', () => {
  test('keeps the contract and says what is wrong, worst first', async () => {
    const health = await read()
    expect(meshHealth.output.parse(health)).toEqual(health)
    expect(health.ailments.length).toBeGreaterThan(0)
    const ranks = health.ailments.map(({ status }) => order.indexOf(status))
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    expect(health.ailments.every(({ reasons }) => reasons.length > 0)).toBe(true)
    expect(
      health.ailments.every(({ reasons }) => reasons.every(({ text, code }) => text !== `finding.${code}`)),
    ).toBe(true)
  })

  test('names the node of the traffic graph that shows each ailing object', async () => {
    const { ailments } = await read()
    for (const view of ['workload', 'app', 'service'] as const) {
      const here = ailments.filter(({ graphNode }) => graphNode.view === view)
      if (here.length === 0) continue
      const input = { namespaces: here.map(({ namespace }) => namespace).join(','), view, idleNodes: true }
      const graph = await readTrafficGraph(trafficGraph.input.parse(input), demo.as('admin'))
      const drawn = new Set(graph.nodes.map(({ id }) => id))
      expect(here.map(({ graphNode }) => graphNode.id).filter((id) => !drawn.has(id))).toEqual([])
    }
    expect(new Set(ailments.map(({ graphNode }) => graphNode.view)).size).toBeGreaterThan(1)
  })

  test('counts every workload of a namespace once', async () => {
    const { namespaces } = await read({ namespaces: 'bookinfo' })
    expect(namespaces).toHaveLength(1)
    const counted = Object.values(namespaces[0]?.counts ?? {}).reduce((sum, count) => sum + count, 0)
    expect(counted).toBe(8)
  })

  test('is judged by pods alone while Prometheus is down, and says so', async () => {
    demo.prometheus.setFault({ answer: '5xx' })
    const health = await read()
    expect(health.notices).toMatchObject([{ code: 'health-without-traffic', adapter: 'prometheus' }])
    expect(health.ailments.every(({ requestsPerSecond }) => requestsPerSecond === undefined)).toBe(true)
    expect(health.namespaces.every(({ counts }) => counts.healthy === 0 && counts.idle === 0)).toBe(true)
    demo.prometheus.setFault(undefined)
    demo.reopen()
    expect((await read()).notices).toEqual([])
  })

  test('tells a viewer of nothing beyond the namespaces that are theirs', async () => {
    const { ailments, namespaces } = await read({}, 'editor')
    expect(namespaces.map(({ namespace }) => namespace)).toEqual(['bookinfo'])
    expect(ailments.every(({ namespace }) => namespace === 'bookinfo')).toBe(true)
  })
})
