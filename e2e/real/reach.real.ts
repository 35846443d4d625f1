import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { setup } from '#contract/setup.ts'
import { trafficGraph } from '#contract/traffic-graph.ts'
import { connectMesh } from '#e2e/real/servers/mesh-control.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'

/** How long a person waits for the first graph of a mesh that the console knows nothing of but a kubeconfig. */
const patienceMs = 15_000

let console: RunningConsole
let startedMs: number
beforeAll(async () => {
  const { kubeconfigPath } = await connectMesh(inject('realMeshUrl'))
  startedMs = performance.now()
  console = await startConsole({ KUBECONFIG: kubeconfigPath, VARDIA_CHECK_OUTPUT: 'true' })
})
afterAll(async () => {
  await console.stop()
})

async function ask(path: string): Promise<unknown> {
  const response = await fetch(`${console.url}${path}`)
  expect(response.status).toBe(200)
  return response.json()
}

describe('a console that was given a kubeconfig and no address', () => {
  test('draws the graph within 15 s of its start', async () => {
    let edges = 0
    while (edges === 0 && performance.now() - startedMs < patienceMs) {
      const response = await fetch(`${console.url}/api/v1/graph?namespaces=bookinfo,shop`)
      if (response.ok) edges = trafficGraph.output.parse(await response.json()).edges.length
      else await response.arrayBuffer()
    }
    expect(edges).toBeGreaterThan(5)
    expect(performance.now() - startedMs).toBeLessThan(patienceMs)
  })

  test('says that it reaches Prometheus and Jaeger by port-forward', async () => {
    const { sources } = setup.output.parse(await ask('/api/v1/setup'))
    const found = (name: string) => sources.find((source) => source.name === name)
    expect(found('prometheus')).toMatchObject({
      state: 'found',
      by: 'port-forward',
      address: 'istio-system/prometheus:9090',
    })
    expect(found('tracing')).toMatchObject({ state: 'found', by: 'port-forward' })
  })
})
