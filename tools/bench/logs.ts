import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import type { LogEvent } from '#contract/logs.ts'
import { launchChromium } from '#e2e/support/chromium.ts'
import { readLongestTasks } from '#e2e/support/read-effort.ts'
import { startConsole } from '#e2e/support/start-console.ts'
import { readMemory } from '#tools/bench/measure.ts'

/** The container that counts aloud (demo/kubernetes/logs/serial-lines.ts). */
const counting = { namespace: 'bookinfo', workload: 'ratings-v1', containers: 'ratings' }
const measuredMs = 10_000
const stalledMs = 5_000

/** What one reader got of a log in which every line bears the next number. */
export interface ReadingRow {
  readonly linesPerSecond: number
  /** Lines that the console counted as dropped. */
  readonly dropped: number
  /** Lines of which nobody said anything: neither told nor counted. */
  readonly unaccounted: number
}

export interface LogsRow {
  readonly steady: ReadingRow
  /** One reader reads nothing for some seconds; how much the console's memory grew meanwhile, in MiB. */
  readonly stalled: ReadingRow & { readonly grownMiB: number }
  readonly page: ReadingRow & { readonly longestTaskMs: number; readonly longestWorkMs: number }
  readonly load: number
}

/** Measures a live log into which one container writes at this rate: its stream, and the page in a browser. */
export async function benchLogs(linesPerSecond: number): Promise<LogsRow> {
  const demo = await startDemoProcess(linesPerSecond)
  const running = await startConsole({ KUBECONFIG: demo.kubeconfig })
  try {
    const steady = await readStream(running.url, { untilMs: measuredMs })
    const before = await readMemory(running.pid)
    let grownMiB = 0
    const look = async () => {
      const { now } = await readMemory(running.pid)
      grownMiB = Math.max(grownMiB, now - before.now)
    }
    const stalled = await readStream(running.url, { untilMs: measuredMs, beforeGoingOn: look })
    const page = await readPage(running.url)
    return { steady, stalled: { ...stalled, grownMiB }, page, load: loadavg()[0] ?? 0 }
  } finally {
    await running.stop()
    await demo.stop()
  }
}

/** The demo mesh as a process of its own, so that it writes while the bench reads. */
async function startDemoProcess(linesPerSecond: number) {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-bench-'))
  const kubeconfig = join(folder, 'kubeconfig')
  const child = spawn(process.execPath, ['demo/serve.ts'], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      NODE_ENV: 'production',
      PATH: process.env['PATH'],
      DEMO_KUBECONFIG: kubeconfig,
      DEMO_LOG_LINES_PER_SECOND: String(linesPerSecond),
    },
  })
  const ended = once(child, 'exit')
  await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(([code]) => {
      throw new Error(`the demo ended with ${code}`)
    }),
  ])
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  return { kubeconfig, stop }
}

/** Follows the log over a bare connection; `beforeGoingOn` is run at the end of a time in which nothing is read. */
async function readStream(
  url: string,
  { untilMs, beforeGoingOn }: { untilMs: number; beforeGoingOn?: () => Promise<void> },
): Promise<ReadingRow> {
  const sent = request(`${url}/api/v1/logs?${new URLSearchParams({ ...counting, tailLines: '1' })}`, {
    headers: { accept: 'text/event-stream' },
  })
  const answered = once(sent, 'response')
  sent.end()
  const [response] = await answered
  const count = countSerials()
  let stalls = beforeGoingOn
  const startMs = performance.now()
  let rest = ''
  for await (const chunk of response.setEncoding('utf8')) {
    const messages = `${rest}${chunk}`.split('\n\n')
    rest = messages.pop() ?? ''
    for (const message of messages) if (message.startsWith('data: ')) count.take(JSON.parse(message.slice(6)))
    if (stalls && performance.now() - startMs > untilMs / 4) {
      await wait(stalledMs)
      await stalls()
      stalls = undefined
    }
    if (performance.now() - startMs > untilMs) break
  }
  const seconds = (performance.now() - startMs) / 1_000
  sent.destroy()
  return count.tell(seconds)
}

function countSerials() {
  let first: number | undefined
  let last = 0
  let lines = 0
  let dropped = 0
  return {
    take: (event: LogEvent) => {
      if (event.type === 'dropped') dropped += event.lines
      if (event.type !== 'lines') return
      for (const { text } of event.lines) {
        last = readSerial(text)
        first ??= last
        lines += 1
      }
    },
    tell: (seconds: number): ReadingRow => ({
      linesPerSecond: lines / seconds,
      dropped,
      unaccounted: last - (first ?? last) + 1 - lines - dropped,
    }),
  }
}

const readSerial = (text: string) => Number(/serial=(\d+)/.exec(text)?.[1])

async function readPage(url: string): Promise<LogsRow['page']> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${url}/logs?${new URLSearchParams(counting)}`)
    const shown = page.getByRole('list', { name: 'Log lines' }).getByText(/serial=/)
    await shown.first().waitFor()
    // Words, icons and what was written before are drawn by then.
    await wait(3_000)
    /** The number of the newest line that is shown, and how many the page says were dropped. */
    const readNewest = async () => {
      const told = await page.getByText(/lines? (was|were) dropped/).allInnerTexts()
      const dropped = Number((/^([\d,]+)/.exec(told[0] ?? '')?.[1] ?? '0').replaceAll(',', ''))
      return { serial: Math.max(...(await shown.allInnerTexts()).map(readSerial)), dropped }
    }
    const from = await readNewest()
    const startMs = performance.now()
    const { wallMs, workMs } = await readLongestTasks(page, () => wait(measuredMs))
    const until = await readNewest()
    const seconds = (performance.now() - startMs) / 1_000
    const dropped = until.dropped - from.dropped
    const lines = until.serial - from.serial - dropped
    return {
      linesPerSecond: lines / seconds,
      dropped,
      unaccounted: 0,
      longestTaskMs: wallMs,
      longestWorkMs: workMs,
    }
  } finally {
    await browser.close()
  }
}
