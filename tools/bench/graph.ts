import { loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { TrafficGraph } from '#contract/traffic-graph.ts'
import { type RunningConsole, startConsole } from '#e2e/support/start-console.ts'
import { ask, median, type Recorded, readMemory, startRecorder } from '#tools/bench/measure.ts'
import { openScrapedMesh, readNumber, waitForNamespaces } from '#tools/bench/open-mesh.ts'

/**
 * How a size is scraped and asked. Eight hundred thousand series in one target are more than fifteen seconds can bring, so
 * a mesh beyond a thousand workloads is scraped as large ones are; its console has the patience that docs/operation.md
 * names for it.
 */
function choosePace(workloads: number) {
  return workloads > 1_000
    ? { scrapeSeconds: 60, leastScrapes: 4, rangeSeconds: 300, rounds: 3, timeoutSeconds: 60 }
    : { scrapeSeconds: 15, leastScrapes: 6, rangeSeconds: 60, rounds: 9, timeoutSeconds: 5 }
}

const warmRounds = 30
/** Between two questions, so that none is asked in the other's wake. */
const restMs = 250

/** Rows of one size: times in milliseconds (medians), memory in MiB. */
export interface GraphRow {
  readonly workloads: number
  readonly namespaces: number
  readonly nodes: number
  readonly edges: number
  readonly series: number
  /** The plain sum that every console asks first, alone. */
  readonly plainMs: number
  /** The console's own query set, replayed in parallel by a bare client. */
  readonly setMs: number
  readonly queries: number
  /** The very first call of the console's process. */
  readonly firstMs: number
  readonly coldMs: number
  readonly warmMs: number
  readonly rssMiB: number
  readonly mostMiB: number
  readonly answerBytes: number
  readonly packedBytes: number
  readonly load: number
}

/**
 * Measures the graph call at one size over Debian's Prometheus, which scrapes the bench's exporter; the demo's evaluator
 * is not asked. Cold calls are of moments never asked before; each is measured next to the bare set at the same moment, in turns.
 * Throws when the mesh has not the size.
 */
export async function benchGraph(workloads: number, seed: number, perNamespace?: number): Promise<GraphRow> {
  const { rangeSeconds, rounds, timeoutSeconds, ...scraping } = choosePace(workloads)
  const mesh = await openScrapedMesh({ workloads, seed, perNamespace, ...scraping })
  const { prometheusUrl, kubeconfig, namespaces } = mesh
  let running: RunningConsole | undefined
  try {
    const body = { namespaces, view: 'workload', rangeSeconds }
    const settings = { KUBECONFIG: kubeconfig, VARDIA_QUERY_TIMEOUT_SECONDS: String(timeoutSeconds) }
    const queries = await recordQueries(prometheusUrl, settings, body)
    running = await startConsole({ ...settings, VARDIA_PROMETHEUS_URL: prometheusUrl })
    await waitForNamespaces(running.url, namespaces.length)
    const measured = await measure({ url: running.url, prometheusUrl, body, queries, rounds })
    if (measured.workloadNodes < workloads)
      throw new Error(`The graph has ${measured.workloadNodes} workloads, not the ${workloads} of this size.`)
    const memory = await readMemory(running.pid)
    const series = await readNumber(prometheusUrl, 'sum(scrape_samples_scraped)')
    const { workloadNodes: _, ...row } = measured
    return {
      workloads,
      namespaces: namespaces.length,
      series,
      ...row,
      rssMiB: memory.now,
      mostMiB: memory.most,
      load: loadavg()[0] ?? 0,
    }
  } finally {
    await running?.stop()
    await mesh.stop()
  }
}

type Question = Readonly<Record<string, unknown>>

async function askGraph(url: string, question: Question, packed = false) {
  const headers = { 'content-type': 'application/json', ...(packed && { 'accept-encoding': 'br, gzip' }) }
  const reply = await ask(`${url}/api/v1/graph`, { method: 'POST', headers, body: JSON.stringify(question) })
  if (reply.status !== 200) throw new Error(`the graph answers ${reply.status}: ${reply.body.toString()}`)
  return reply
}

/** What one graph call asks of Prometheus, learned from a console of its own that is not measured. */
async function recordQueries(
  prometheusUrl: string,
  settings: Readonly<Record<string, string>>,
  body: Question,
): Promise<readonly Recorded[]> {
  const recorder = await startRecorder(prometheusUrl)
  const console = await startConsole({ ...settings, VARDIA_PROMETHEUS_URL: recorder.url })
  try {
    await askGraph(console.url, body)
    return recorder.recorded.filter(
      ({ path, body }) => /^\/api\/v1\/query\b/.test(path) && `${path}${body}`.includes('istio_'),
    )
  } finally {
    await console.stop()
    recorder.stop()
  }
}

async function measure(facts: {
  url: string
  prometheusUrl: string
  body: Question
  queries: readonly Recorded[]
  rounds: number
}) {
  const { url, prometheusUrl, body, queries, rounds } = facts
  const first = await askGraph(url, body)
  const samples: { plain: number; set: number; cold: number }[] = []
  for (let round = 0; round < rounds; round += 1) {
    // Moments just passed, each asked once, so that no cache of the console knows it.
    const atSeconds = Date.now() / 1000 - 2 - round / 7
    const plain = await replay(prometheusUrl, [plainQuery], atSeconds)
    await wait(restMs)
    const askSet = () => replay(prometheusUrl, queries, atSeconds)
    const askCold = async () =>
      (await askGraph(url, { ...body, at: new Date(atSeconds * 1000).toISOString() })).ms
    // In turns: who asks second finds Prometheus still clearing up after who asked first.
    const askers = round % 2 === 0 ? [askSet, askCold] : [askCold, askSet]
    const times: number[] = []
    for (const ask of askers) {
      times.push(await ask())
      await wait(restMs)
    }
    const [set = 0, cold = 0] = round % 2 === 0 ? times : times.toReversed()
    samples.push({ plain, set, cold })
  }
  const warm: number[] = []
  await askGraph(url, body)
  for (let round = 0; round < warmRounds; round += 1) warm.push((await askGraph(url, body)).ms)
  // The server's own contract, held by its tests.
  const graph = JSON.parse(first.body.toString()) as TrafficGraph
  return {
    nodes: graph.nodes.length,
    edges: graph.edges.length,
    workloadNodes: graph.nodes.filter(
      ({ kind, namespace }) => kind === 'workload' && namespace.startsWith('team-'),
    ).length,
    plainMs: median(samples.map(({ plain }) => plain)),
    setMs: median(samples.map(({ set }) => set)),
    queries: queries.length,
    firstMs: first.ms,
    coldMs: median(samples.map(({ cold }) => cold)),
    warmMs: median(warm),
    answerBytes: first.body.length,
    packedBytes: (await askGraph(url, body, true)).body.length,
  }
}

/** The sum that Kiali's graph starts from, with its 17 labels (kiali.md, telemetry/istio). */
const plainQuery: Recorded = {
  method: 'POST',
  path: '/api/v1/query',
  type: 'application/x-www-form-urlencoded',
  body: new URLSearchParams({
    query: `sum by (source_cluster, source_workload_namespace, source_workload, source_canonical_service,
      source_canonical_revision, destination_cluster, destination_service_namespace, destination_service,
      destination_service_name, destination_workload_namespace, destination_workload, destination_canonical_service,
      destination_canonical_revision, request_protocol, response_code, grpc_response_status, response_flags)
      (rate(istio_requests_total{reporter="destination"}[1m]))`,
  }).toString(),
}

/** All of a set at once at one moment; milliseconds until the last is read whole. */
async function replay(
  prometheusUrl: string,
  queries: readonly Recorded[],
  atSeconds: number,
): Promise<number> {
  const start = performance.now()
  const replies = await Promise.all(
    queries.map(({ method, path, type, body }) => {
      const time = atSeconds.toFixed(3)
      const [route = '', search = ''] = path.split('?')
      const query = new URLSearchParams(search)
      const form = new URLSearchParams(body)
      ;(method === 'POST' ? form : query).set('time', time)
      const tail = query.size > 0 ? `?${query}` : ''
      return method === 'POST'
        ? ask(`${prometheusUrl}${route}${tail}`, {
            method,
            body: form.toString(),
            headers: { 'content-type': type },
          })
        : ask(`${prometheusUrl}${route}${tail}`)
    }),
  )
  const bad = replies.find(({ status }) => status !== 200)
  if (bad) throw new Error(`Prometheus answers ${bad.status}: ${bad.body.toString().slice(0, 300)}`)
  return performance.now() - start
}
