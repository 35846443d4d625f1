import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildStaticSource } from '#demo/prometheus/samples/static-source.ts'
import { startPrometheusOver } from '#demo/prometheus/serve.ts'
import { skipsRealPrometheus, startLoadedPrometheus, whySkipped } from '#demo/testing/real-prometheus.ts'
import {
  buildCaseGraph,
  type CaseChoice,
  hasGraphCase,
  listMarks,
  listPlainEdges,
  namePlainNode,
  type PlainEdge,
  readCaseSamples,
  readKialiGraph,
} from '#server/mesh/graph/graph-case.test-support.ts'

type OurEdge = ReturnType<typeof listPlainEdges> extends Map<string, infer Edge> ? Edge : never

/** Where we differ from Kiali on purpose, by the case, with the reason. */
interface Difference {
  readonly missing?: readonly string[]
  readonly added?: readonly string[]
  readonly errors?: readonly string[]
  readonly health?: readonly string[]
  readonly throughput?: readonly string[]
  readonly because: string
}

interface Case {
  readonly file: string
  readonly choice: CaseChoice
  readonly differences?: readonly Difference[]
}

const odd = (namespace: 'odd-a' | 'odd-b', node: string) => `Kubernetes/${namespace}/${node}`
const errorsBesideMessages: Difference = {
  errors: [`${odd('odd-a', 'workload/web-v1')} > ${odd('odd-b', 'workload/grpc-v1')} grpc`],
  because: 'we tell the share of requests that failed where messages are counted too',
}
const healthOfReduced: Difference = {
  health: ['Kubernetes/bookinfo/service/reviews > Kubernetes/bookinfo/service/ratings http'],
  because: 'Kiali judges an edge before it merges it into this one, of which 4.9 % failed',
}

/** Where marks of nodes differ on purpose: ours without Kiali's, and Kiali's without ours. */
const markDifferences: readonly {
  readonly ours?: string
  readonly kiali?: string
  readonly because: string
}[] = [
  { ours: 'waypoint', kiali: 'gateway *', because: 'a waypoint of the Gateway API is no way into the mesh' },
  { ours: 'waypoint', because: 'Kiali marks waypoints only where they are hidden or asked for' },
  { ours: 'gateway ', because: 'a gateway proxy is one also where no Gateway configures it' },
  { ours: 'gateway *', because: 'Kiali looks for gateways by workload, of which its app view knows none' },
  {
    ours: 'entry odd-b MESH_EXTERNAL db.example.com',
    kiali: 'entry odd-a MESH_EXTERNAL db.example.com',
    because: 'the ServiceEntry lies in odd-b; Kiali says so in one of the graphs',
  },
  { ours: 'dead', because: 'we mark what the cluster has no pod of also where it has no such workload' },
  {
    kiali: 'idle',
    because: 'Kiali marks it at rest in its own namespace, before its calls elsewhere are added',
  },
  { ours: 'trafficShifting', because: 'every VirtualService of a service counts, not the first alone' },
]

const cases: readonly Case[] = [
  { file: 'workload', choice: {} },
  { file: 'app', choice: { view: 'app' } },
  { file: 'versionedApp', choice: { view: 'versionedApp' } },
  { file: 'service', choice: { view: 'service' }, differences: [healthOfReduced] },
  { file: 'versionedApp-services-boxes', choice: { view: 'versionedApp', serviceNodes: true } },
  { file: 'workload-services', choice: { serviceNodes: true } },
  {
    file: 'workload-idle',
    choice: { serviceNodes: true, idleEdges: true, idleNodes: true },
    differences: [
      {
        missing: [
          odd('odd-a', 'service/api.example.com'),
          odd('odd-a', 'service/www.example.com'),
          odd('odd-b', 'service/db.example.com'),
        ],
        because: 'a ServiceEntry that is called is not at rest; Kiali adds its hosts as services again',
      },
      {
        missing: [
          'Kubernetes/bookinfo/service/www.googleapis.com',
          'Kubernetes/sample/service/api.example.test',
        ],
        added: ['Kubernetes/bookinfo/service/googleapis', 'Kubernetes/sample/service/ext-api'],
        because: 'a ServiceEntry is named as the object, called or not; Kiali names one at rest by its host',
      },
      {
        added: ['Kubernetes/sample/workload/vm-1'],
        because: 'a WorkloadEntry is a workload of the mesh, which Kiali leaves out of its list',
      },
    ],
  },
  { file: 'workload-operations', choice: { serviceNodes: true, operations: true } },
  {
    file: 'workload-security-responsetime-throughput',
    choice: {},
    differences: [
      {
        throughput: [`${odd('odd-a', 'workload/web-v1')} > ${odd('odd-b', 'workload/grpc-v1')} http`],
        because: 'Kiali adds the bytes of the gRPC edge between the same two workloads to the HTTP one',
      },
    ],
  },
  { file: 'workload-responsetime-avg', choice: {} },
  {
    file: 'workload-total-grpc-tcp',
    choice: {
      counted: {
        http: ['requests'],
        grpc: ['messagesSent', 'messagesReturned'],
        tcp: ['bytesSent', 'bytesReturned'],
      },
    },
    differences: [errorsBesideMessages],
  },
  {
    file: 'workload-grpc-received-tcp-received',
    choice: { counted: { http: ['requests'], grpc: ['messagesReturned'], tcp: ['bytesReturned'] } },
    differences: [errorsBesideMessages],
  },
  { file: 'workload-ambient-waypoint', choice: { reporters: { waypoint: true, ztunnel: false } } },
  { file: 'workload-ambient-ztunnel', choice: { reporters: { waypoint: false, ztunnel: true } } },
  { file: 'workload-ambient-none', choice: { reporters: { waypoint: false, ztunnel: false } } },
  { file: 'workload-waypoints', choice: { waypoints: true } },
  { file: 'workload-odd-a-alone', choice: { namespaces: ['odd-a'] } },
  {
    file: 'versionedApp-odd-b-alone',
    choice: { view: 'versionedApp', serviceNodes: true, namespaces: ['odd-b'] },
  },
  {
    file: 'node-odd-a-api-v1',
    choice: { namespaces: ['odd-a'], around: { kind: 'workload', namespace: 'odd-a', name: 'api-v1' } },
  },
]

const answerers = [
  {
    name: "the demo's evaluator",
    skipped: false,
    start: async (time: number) => {
      const { url, stop } = await startPrometheusOver(buildStaticSource(readCaseSamples()), {
        nowMs: () => time * 1000,
      })
      return { url, stop }
    },
  },
  {
    name: `a real Prometheus${whySkipped}`,
    skipped: skipsRealPrometheus,
    start: () => startLoadedPrometheus(readCaseSamples()),
  },
]

describe.skipIf(!hasGraphCase)('the recorded moment gives the graphs that Kiali made of it', () => {
  describe.each(answerers)('asked of $name', ({ skipped, start }) => {
    let server: { readonly url: string; stop(): Promise<void> }
    const time = hasGraphCase ? readCaseSamples().time : 0
    beforeAll(async () => {
      if (!skipped) server = await start(time)
    }, 60_000)
    afterAll(() => server?.stop())

    test.skipIf(skipped).each(cases)('$file', async ({ file, choice, differences = [] }) => {
      const ours = await buildCaseGraph(server.url, time, choice)
      const kiali = readKialiGraph(file)
      const edges = listPlainEdges(ours)
      const missing = differences.flatMap((difference) => difference.missing ?? [])
      const added = differences.flatMap((difference) => difference.added ?? [])
      const expected = [...kiali.nodes, ...kiali.edges.keys()].filter((one) => !missing.includes(one))
      const actual = [...ours.nodes.map(namePlainNode), ...edges.keys()].filter((one) => !added.includes(one))
      expect(actual.sort()).toEqual(expected.sort())

      const unlike = ours.nodes.flatMap((node) => {
        const name = namePlainNode(node)
        const theirs = kiali.marks.get(name)
        if (!theirs) return []
        const mine = new Set(listMarks(node))
        const their = new Set(theirs)
        for (const { ours: own, kiali: other } of markDifferences) {
          const applies =
            (own === undefined || (mine.has(own) && !their.has(own))) &&
            (other === undefined || (their.has(other) && !mine.has(other)))
          if (!applies) continue
          if (own !== undefined) mine.delete(own)
          if (other !== undefined) their.delete(other)
        }
        const [all, both] = [mine.union(their), mine.intersection(their)]
        return all.size === both.size ? [] : [`${name}: ${[...mine]} | Kiali ${[...their]}`]
      })
      expect(unlike).toEqual([])

      const faults = [...kiali.edges].flatMap(([name, theirs]) => {
        const edge = edges.get(name)
        if (!edge) return []
        return listFaults(edge, theirs, differences, name).map((fault) => `${name}: ${fault}`)
      })
      expect(faults).toEqual([])
    })
  })
})

const statuses: Readonly<Record<string, string>> = {
  Failure: 'failing',
  Degraded: 'degraded',
  Healthy: 'healthy',
}

/** Kiali writes rates with two digits, percentages with one, milliseconds and bytes with none. */
function listFaults(
  edge: OurEdge,
  theirs: PlainEdge,
  differences: readonly Difference[],
  name: string,
): string[] {
  const faults: string[] = []
  const compare = (
    what: string,
    ours: number | undefined,
    kiali: number | undefined,
    within: number,
  ): void => {
    if (kiali !== undefined && Math.abs((ours ?? Number.NaN) - kiali) <= within) return
    if (kiali !== undefined) faults.push(`${what} is ${ours}, Kiali says ${kiali}`)
  }
  const differs = (what: 'errors' | 'health' | 'throughput'): boolean =>
    differences.some((difference) => difference[what]?.includes(name))
  compare('rate', edge.ratePerSecond, theirs.rate, 0.0101)
  if (edge.protocol !== 'tcp') {
    if (!differs('errors')) compare('errors', edge.errorPercent, theirs.errorPercent, 0.15)
    // Kiali gives the unknown source one of its namespaces' shares, at random.
    if (!name.startsWith('unknown/')) compare('share', edge.sharePercent, theirs.sharePercent, 0.15)
  }
  if (theirs.health && !differs('health') && statuses[theirs.health] !== edge.health)
    faults.push(`health is ${edge.health}, Kiali says ${theirs.health}`)
  compare('mTLS', edge.mtlsPercent, theirs.mtlsPercent, 0.5)
  compare('latency', theirs.isAverage ? edge.latencyMsAvg : edge.latencyMsP95, theirs.latencyMs, 0.6)
  if (!differs('throughput')) compare('throughput', edge.requestBytesPerSecond, theirs.throughput, 1)
  return faults
}
