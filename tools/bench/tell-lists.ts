import { loadavg } from 'node:os'
import { benchLists } from '#tools/bench/lists.ts'

/** Measures the lists at 5,000 workloads and prints each figure beside its goal; sets a failing exit code for a miss. */
export async function tellLists(seed: number): Promise<void> {
  console.log(`5000 workloads · seed ${seed} · load before ${loadavg()[0]?.toFixed(2)}`)
  const { calls, filterMs, scrollLongestTaskMs, scrollLongestWorkMs, rowsDrawn, load } = await benchLists(
    5_000,
    seed,
  )
  for (const { path, items, firstMs, warmMs, bytes, gzipBytes } of calls) {
    console.log(`${path}: ${items} items, ${bytes} bytes, first ${firstMs.toFixed(1)} ms`)
    tell('warm', warmMs, 30, 'ms')
    tell('gzip', gzipBytes / 1_000, 150, 'kB')
  }
  console.log(`/workloads in a browser: ${rowsDrawn} rows drawn, load ${load.toFixed(2)}`)
  tell('filter, from the key to the frame', filterMs, 100, 'ms')
  const atWork = `${scrollLongestWorkMs.toFixed(0)} ms of it at work`
  tell(`longest task while scrolling (${atWork})`, scrollLongestTaskMs, 100, 'ms')
}

function tell(name: string, value: number, limit: number, unit: string): void {
  const met = value <= limit
  if (!met) process.exitCode = 1
  console.log(
    `  ${met ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(1)} of at most ${limit} ${unit} (${(value / limit).toFixed(2)})`,
  )
}
