import { mkdir } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from '#e2e/support/chromium.ts'
import { startConsole } from '#e2e/support/start-console.ts'
import {
  benchCold,
  benchDrawn,
  type ColdRow,
  type DrawnCase,
  type DrawnRow,
  drawnCases,
  type Visit,
} from '#tools/bench/graph-browser.ts'
import { openScrapedMesh, waitForNamespaces } from '#tools/bench/open-mesh.ts'

interface Options {
  readonly seed: number
  /** Visits of each cold browser. */
  readonly rounds: number
  readonly shots: string | undefined
}

const scrapeSeconds = 5

/** First drawn graph, by workloads; Kiali's of the same default view is from kiali-browser.md, measured on a like machine. */
const coldGoals = [
  { workloads: 200, drawnMs: 2_000, kialiMs: 43_200 },
  { workloads: 1_000, drawnMs: 3_000, kialiMs: undefined },
] as const

/** Measures the graph in a browser at both sizes and prints each figure with its goal; sets a failing exit code for a miss. */
export async function tellGraphBrowser({ seed, rounds, shots }: Options): Promise<void> {
  if (shots) await mkdir(shots, { recursive: true })
  console.log(
    `seed ${seed} · ${rounds} cold visits · 1440 × 900, software rendering · load before ${loadavg()[0]?.toFixed(2)}`,
  )
  for (const goals of coldGoals) {
    const { workloads } = goals
    const mesh = await openScrapedMesh({ workloads, seed, scrapeSeconds })
    const running = await startConsole({
      KUBECONFIG: mesh.kubeconfig,
      VARDIA_PROMETHEUS_URL: mesh.prometheusUrl,
    })
    try {
      await waitForNamespaces(running.url, mesh.namespaces.length)
      const visit = (name: string): Visit => ({
        url: running.url,
        launch: launchChromium,
        shot: shots && join(shots, `${workloads}-${name}`),
      })
      tellCold(await benchCold(visit('cold'), rounds), goals)
      if (workloads === 1_000)
        for (const what of drawnCases) tellDrawn(await benchDrawn(visit(what), what), what)
    } finally {
      await running.stop()
      await mesh.stop()
    }
  }
}

function tellCold(row: ColdRow, goals: (typeof coldGoals)[number]): void {
  const { drawnMs, answeredMs, longestTaskMs, sight, heapMiB, load } = row
  console.log(
    `\n${goals.workloads} workloads, Kiali's default view: ${sight.nodes} nodes and ${sight.edges} edges drawn at zoom ${sight.zoom.toFixed(2)}; the answer was there at ${answeredMs.toFixed(0)} ms, load ${load.toFixed(2)}`,
  )
  const ratio = goals.kialiMs
    ? `, ${(drawnMs / goals.kialiMs).toFixed(3)} of Kiali's`
    : ', Kiali never drew it'
  tellMost(`first drawn graph${ratio}`, drawnMs, goals.drawnMs, 'ms')
  tellMost('longest task', longestTaskMs, 200, 'ms')
  tellLeast('names readable at fit-zoom', (100 * sight.named) / sight.nodes, 100, '%')
  tellLeast('smallest text', sight.smallestPx, 9, 'px')
  tellMost('texts that touch another', sight.overlapping, 0, 'texts')
  tellLeast('failing edges seen', sight.failingSeen, sight.failing, 'edges')
  tellMost('heap', heapMiB, 120, 'MiB')
}

function tellDrawn(row: DrawnRow, what: DrawnCase): void {
  console.log(
    `\n${row.nodes} nodes and ${row.edges} edges, none folded: drawn after ${row.drawnMs.toFixed(0)} ms, load ${row.load.toFixed(2)}`,
  )
  tellMost('longest task', row.longestTaskMs, 200, 'ms')
  tellLeast('pan', row.panFrames, what === 'workloads' ? 30 : 10, 'frames/s')
  if (what === 'workloads') tellMost('layout in its worker', row.layoutMs, 1_500, 'ms')
  else {
    tellMost('refresh without change, longest task', row.sameRefreshMs, 50, 'ms')
    tellMost('refresh with other numbers, longest task', row.refreshMs, 50, 'ms')
  }
  tellMost('nodes moved by a refresh', row.movedByRefresh, 0, 'nodes')
  tellMost('heap', row.heapMiB, 120, 'MiB')
}

function tellMost(name: string, value: number, limit: number, unit: string): void {
  tell(value <= limit, name, `${round(value)} of at most ${round(limit)} ${unit}`, value / limit)
}

function tellLeast(name: string, value: number, limit: number, unit: string): void {
  tell(value >= limit, name, `${round(value)} of at least ${round(limit)} ${unit}`, value / limit)
}

function tell(met: boolean, name: string, words: string, ratio: number): void {
  console.log(
    `  ${met ? 'meets' : 'MISSES'} ${name}: ${words}${Number.isFinite(ratio) ? ` (${ratio.toFixed(2)})` : ''}`,
  )
  if (!met) process.exitCode = 1
}

function round(value: number): string {
  return value.toFixed(Math.abs(value) < 10 && !Number.isInteger(value) ? 1 : 0)
}
