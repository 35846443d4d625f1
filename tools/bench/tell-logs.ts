import { loadavg } from 'node:os'
import { benchLogs, type ReadingRow } from '#tools/bench/logs.ts'

/** A fifth more than the goal, so that what arrives can meet it. */
const ratePerSecond = 24_000
const goalPerSecond = 20_000
/** More than the machine can bring to a browser: the rest must be counted. */
const floodPerSecond = 60_000
const longestTaskMs = 100

/** Measures live logs at two rates and prints each figure beside its goal; sets a failing exit code for a miss. */
export async function tellLogs(): Promise<void> {
  for (const rate of [ratePerSecond, floodPerSecond]) {
    console.log(`\n${rate} lines a second are written · load before ${loadavg()[0]?.toFixed(2)}`)
    const { steady, stalled, page, load } = await benchLogs(rate)
    const least = rate === ratePerSecond ? goalPerSecond : 0
    tellReading('a reader that keeps up', steady, least)
    tellReading(`a reader that stalls (memory grew by ${stalled.grownMiB.toFixed(1)} MiB)`, stalled, 0)
    tellReading(`the page in a browser, load ${load.toFixed(2)}`, page, least)
    tell(
      `longest task of the page (${page.longestWorkMs.toFixed(0)} ms of it at work)`,
      page.longestTaskMs,
      `at most ${longestTaskMs} ms`,
      page.longestTaskMs <= longestTaskMs,
    )
  }
}

function tellReading(name: string, row: ReadingRow, leastPerSecond: number): void {
  const { linesPerSecond, dropped, unaccounted } = row
  console.log(`${name}: ${dropped} lines are counted as dropped`)
  tell('lines a second', linesPerSecond, `at least ${leastPerSecond}`, linesPerSecond >= leastPerSecond)
  tell('lines neither told nor counted', unaccounted, 'at most 0', unaccounted === 0)
}

function tell(name: string, value: number, goal: string, met: boolean): void {
  if (!met) process.exitCode = 1
  console.log(`  ${met ? 'meets' : 'MISSES'} ${name}: ${value.toFixed(0)} of ${goal}`)
}
