import { loadavg } from 'node:os'
import type { ListStep } from '#tools/bench/list-page.ts'
import { benchLists } from '#tools/bench/lists.ts'

/** Measures the lists at 5,000 workloads and prints each figure beside its goal; sets a failing exit code for a miss. */
export async function tellLists(seed: number): Promise<void> {
  console.log(`5000 workloads · seed ${seed} · load before ${loadavg()[0]?.toFixed(2)}`)
  const { calls, load, ...page } = await benchLists(5_000, seed)
  for (const { path, items, firstMs, warmMs, bytes, gzipBytes } of calls) {
    console.log(`${path}: ${items} items, ${bytes} bytes, first ${firstMs.toFixed(1)} ms`)
    tell('warm', warmMs, 30, 'ms')
    tell('gzip', gzipBytes / 1_000, 150, 'kB')
  }
  console.log(`/workloads in a browser: ${page.rowsDrawn} rows drawn, load ${load.toFixed(2)}`)
  for (const step of page.filters) tellStep('filter', step)
  for (const step of page.sorts) tellStep('sort by', step)
  const atWork = (ms: number) => `${ms.toFixed(0)} ms of it at work`
  const scroll = `longest task while scrolling (${atWork(page.scrollLongestWorkMs)})`
  tell(scroll, page.scrollLongestTaskMs, 100, 'ms')
  const refresh = `longest task of a refresh while scrolling (${atWork(page.refreshLongestWorkMs)})`
  tell(refresh, page.refreshLongestTaskMs, 100, 'ms')
  tell('jump of the rows by a refresh', page.refreshJump, 0, 'px')
}

/** From the key or press to the painted rows, in the median round; `at work` counts what follows it as well. */
function tellStep(kind: string, { name, tookMs, worstMs, workMs }: ListStep): void {
  tell(`${kind}, ${name} (worst ${worstMs.toFixed(0)}, ${workMs.toFixed(0)} ms at work)`, tookMs, 100, 'ms')
}

function tell(name: string, value: number, limit: number, unit: string): void {
  const met = value <= limit
  if (!met) process.exitCode = 1
  console.log(
    `  ${met ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(1)} of at most ${limit} ${unit} (${(value / Math.max(limit, 1)).toFixed(2)})`,
  )
}
