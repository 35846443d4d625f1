import { loadavg } from 'node:os'
import type { TrafficGraph } from '#contract/traffic-graph.ts'
import type { launchChromium } from '#e2e/support/chromium.ts'
import { readPositions } from '#e2e/support/graph.ts'
import { probeStage, readFirstDrawing } from '#e2e/support/probe-stage.ts'
import { readHeapBytes, readLongestTask, readPanFrames } from '#e2e/support/read-effort.ts'
import { readSight, type Sight } from '#e2e/support/read-sight.ts'
import { growEdges } from '#tools/bench/grow-edges.ts'
import { median } from '#tools/bench/measure.ts'

/** What Kiali shows when nobody chose anything: versioned apps, service nodes, boxes of clusters, namespaces and apps. */
const kialiView = 'view=versionedApp&show=services,waypoints,security&boxes=cluster,namespace,app'
const drawnQueries = {
  /** About one node for each workload, none folded. */
  workloads: 'view=workload&fold=never',
  /** Kiali's view with no namespace folded: about two nodes for each workload. */
  all: `${kialiView}&fold=never`,
  /** The same with made edges among the same nodes, until there are `denseEdges`. */
  dense: `${kialiView}&fold=never`,
} as const
export type DrawnCase = keyof typeof drawnQueries
export const drawnCases: readonly DrawnCase[] = ['workloads', 'all', 'dense']
const denseEdges = 5_000
const panSeconds = 5
const panStretchPx = 160
const patienceMs = 60_000

type Browser = Awaited<ReturnType<typeof launchChromium>>
type Page = Awaited<ReturnType<Browser['newPage']>>

export interface Visit {
  /** The console's address. */
  readonly url: string
  /** Launches a browser that has nothing in its cache. */
  readonly launch: () => Promise<Browser>
  /** Where a picture of what was measured is left, without its ending; none when absent. */
  readonly shot?: string | undefined
}

/** The graph as a cold browser gets it. Milliseconds; medians of the visits, the longest task the worst of all. */
export interface ColdRow {
  readonly drawnMs: number
  /** When the answer of the graph call had come whole. */
  readonly answeredMs: number
  readonly longestTaskMs: number
  readonly heapMiB: number
  readonly sight: Sight
  readonly load: number
}

/** Work on a graph of which every node is drawn. */
export interface DrawnRow {
  readonly nodes: number
  readonly edges: number
  readonly drawnMs: number
  readonly longestTaskMs: number
  /** Of the first layout, from the page's message to its answer. */
  readonly layoutMs: number
  readonly panFrames: number
  readonly heapMiB: number
  /** The longest task of the page in a refresh that brings other numbers, and in one that brings the same. */
  readonly refreshMs: number
  readonly sameRefreshMs: number
  readonly movedByRefresh: number
  readonly load: number
}

/** Visits the graph of all namespaces in Kiali's default view, each time with a fresh browser. */
export async function benchCold(visit: Visit, rounds: number): Promise<ColdRow> {
  const rows: ColdRow[] = []
  for (let round = 0; round < rounds; round++)
    rows.push(
      await openGraph(visit, kialiView, 0, async (page) => {
        const { drawnMs, answeredMs, longestTaskMs } = await readFirstDrawing(page, patienceMs)
        const sight = await readSight(page)
        const heapMiB = await readHeapMiB(page)
        return { drawnMs, answeredMs, longestTaskMs, sight, heapMiB, load: loadavg()[0] ?? 0 }
      }),
    )
  const last = rows.at(-1)
  if (!last) throw new Error('at least one round is needed')
  return {
    ...last,
    drawnMs: median(rows.map(({ drawnMs }) => drawnMs)),
    answeredMs: median(rows.map(({ answeredMs }) => answeredMs)),
    heapMiB: median(rows.map(({ heapMiB }) => heapMiB)),
    longestTaskMs: Math.max(...rows.map(({ longestTaskMs }) => longestTaskMs)),
  }
}

/** One visit to a graph drawn whole: its layout, a pan, a refresh, its heap. */
export function benchDrawn(visit: Visit, what: DrawnCase): Promise<DrawnRow> {
  const grownTo = what === 'dense' ? denseEdges : 0
  return openGraph(visit, drawnQueries[what], grownTo, async (page) => {
    const { drawnMs, longestTaskMs, layouts } = await readFirstDrawing(page, patienceMs)
    const { nodes, edges } = await readSight(page)
    const heapMiB = await readHeapMiB(page)
    const before = await readPlaces(page)
    const thaw = await freezeAnswer(page, grownTo)
    await refresh(page)
    const sameRefreshMs = await readLongestTask(page, () => refresh(page))
    await thaw()
    const refreshMs = await readLongestTask(page, () => refresh(page))
    const after = await readPlaces(page)
    const movedByRefresh = Object.entries(before).filter(([id, place]) => after[id] !== place).length
    const panFrames = await readPanFrames(page, panSeconds, panStretchPx)
    const layoutMs = layouts[0]?.ms ?? Number.NaN
    const load = loadavg()[0] ?? 0
    return {
      ...{ nodes, edges, drawnMs, longestTaskMs, layoutMs },
      ...{ panFrames, heapMiB, refreshMs, sameRefreshMs, movedByRefresh, load },
    }
  })
}

async function openGraph<Row>(
  { url, launch, shot }: Visit,
  query: string,
  grownTo: number,
  read: (page: Page) => Promise<Row>,
): Promise<Row> {
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await probeStage(page)
    if (grownTo > 0)
      await page.route(isGraph, async (route) => route.fulfill(await fetchGrown(route, grownTo)))
    await page.goto(`${url}/graph?refresh=manual&${query}`, { waitUntil: 'commit' })
    try {
      return await read(page)
    } catch (error) {
      const said = (await page.locator('main').textContent()) ?? ''
      throw new Error(
        `${error instanceof Error ? error.message : error}\nThe page says: ${said.slice(0, 800)}`,
      )
    } finally {
      if (shot) await page.screenshot({ path: `${shot}.png` })
    }
  } finally {
    await browser.close()
  }
}

type Route = Parameters<Parameters<Page['route']>[1]>[0]

function isGraph(url: URL): boolean {
  return url.pathname.endsWith('/api/v1/graph')
}

async function fetchGrown(route: Route, grownTo: number) {
  const response = await route.fetch()
  const graph: TrafficGraph = await response.json()
  return { response, body: JSON.stringify(growEdges(graph, grownTo)) }
}

/** From now on the page gets the answer that it would get now, each time anew, until it is thawed. */
async function freezeAnswer(page: Page, grownTo: number): Promise<() => Promise<void>> {
  let kept: Awaited<ReturnType<typeof fetchGrown>> | undefined
  const answer = async (route: Route) => {
    kept ??= await fetchGrown(route, grownTo)
    await route.fulfill(kept)
  }
  await page.route(isGraph, answer)
  return () => page.unroute(isGraph, answer)
}

/** By its button, until the answer is there and drawn. */
async function refresh(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/api/v1/graph'))
  await page.getByRole('button', { name: 'Refresh now' }).click()
  await (await answered).finished()
  await page.waitForTimeout(1_500)
}

async function readHeapMiB(page: Page): Promise<number> {
  return (await readHeapBytes(page)) / 2 ** 20
}

async function readPlaces(page: Page): Promise<Readonly<Record<string, string>>> {
  const places = await readPositions(page)
  return Object.fromEntries(Object.entries(places).map(([id, { x, y }]) => [id, `${x} ${y}`]))
}
