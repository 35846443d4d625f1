import { loadavg } from 'node:os'
import { gzipSync } from 'node:zlib'
import { startConsole } from '#e2e/support/start-console.ts'
import { expectWhole, type ListPageRow, measureListPage } from '#tools/bench/list-page.ts'
import { ask, median } from '#tools/bench/measure.ts'
import { openScrapedMesh, waitForNamespaces } from '#tools/bench/open-mesh.ts'

const scrapeSeconds = 15
const warmRounds = 30

export interface ListCallRow {
  readonly path: string
  readonly items: number
  /** The first answer of this list, milliseconds. */
  readonly firstMs: number
  /** Median of answers that nothing changed before, not packed, milliseconds. */
  readonly warmMs: number
  readonly bytes: number
  readonly gzipBytes: number
}

export interface ListsRow extends ListPageRow {
  readonly calls: readonly ListCallRow[]
  readonly load: number
}

/**
 * Measures the lists at one size over Debian's Prometheus, which scrapes the bench's exporter: the calls, and the page in
 * a browser. Throws when the mesh has not the size.
 */
export async function benchLists(workloads: number, seed: number): Promise<ListsRow> {
  const mesh = await openScrapedMesh({ workloads, seed, scrapeSeconds })
  const running = await startConsole({
    KUBECONFIG: mesh.kubeconfig,
    VARDIA_PROMETHEUS_URL: mesh.prometheusUrl,
  })
  try {
    await waitForNamespaces(running.url, mesh.namespaces.length)
    const calls: ListCallRow[] = []
    for (const path of ['/api/v1/workloads', '/api/v1/services', '/api/v1/applications'])
      calls.push(await measureCall(running.url, path))
    const [first] = calls
    if ((first?.items ?? 0) < workloads)
      throw new Error(`The list has ${first?.items} workloads, not the ${workloads} of this size.`)
    const names = await readNames(running.url)
    const page = await measureListPage(running.url, names, mesh.hold)
    return { calls, ...page, load: loadavg()[0] ?? 0 }
  } finally {
    await running.stop()
    await mesh.stop()
  }
}

async function measureCall(url: string, path: string): Promise<ListCallRow> {
  const read = async () => {
    const reply = await ask(`${url}${path}`)
    expectWhole(reply.status, reply.body)
    return reply
  }
  const first = await read()
  const times: number[] = []
  for (let round = 0; round < warmRounds; round++) times.push((await read()).ms)
  const answer: { items: unknown[] } = JSON.parse(first.body.toString())
  return {
    path,
    items: answer.items.length,
    firstMs: first.ms,
    warmMs: median(times),
    bytes: first.body.length,
    gzipBytes: gzipSync(first.body).length,
  }
}

async function readNames(url: string): Promise<readonly string[]> {
  const { items }: { items: { name: string }[] } = JSON.parse(
    (await ask(`${url}/api/v1/workloads`)).body.toString(),
  )
  return items.map(({ name }) => name)
}
