import { loadavg } from 'node:os'
import { gzipSync } from 'node:zlib'
import { launchChromium } from '#e2e/support/chromium.ts'
import { readLongestTasks } from '#e2e/support/read-effort.ts'
import { startConsole } from '#e2e/support/start-console.ts'
import { ask, median } from '#tools/bench/measure.ts'
import { openScrapedMesh, waitForNamespaces } from '#tools/bench/open-mesh.ts'

const scrapeSeconds = 15
const warmRounds = 30
/** Texts typed one after the other into the filter; each leaves another number of rows, whatever Prometheus tells. */
const filters = ['a', '-namespace:istio-system ', 'v1', 'no-workload-is-called-this']
const patienceMs = 30_000

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

export interface ListsRow {
  readonly calls: readonly ListCallRow[]
  /** From the key to the frame that shows the count of what fits: the slowest of the filters, milliseconds. */
  readonly filterMs: number
  /** While the wheel turns through all rows. */
  readonly scrollLongestTaskMs: number
  /** The most that one of them had of the processor. */
  readonly scrollLongestWorkMs: number
  readonly rowsDrawn: number
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
    return { calls, ...(await measurePage(running.url)), load: loadavg()[0] ?? 0 }
  } finally {
    await running.stop()
    await mesh.stop()
  }
}

async function measureCall(url: string, path: string): Promise<ListCallRow> {
  const read = async () => {
    const reply = await ask(`${url}${path}`)
    if (reply.status !== 200) throw new Error(`${path} answers ${reply.status}: ${reply.body.toString()}`)
    // An answer that lacks a source's part is not remembered, so that it says nothing of a warm one.
    if (reply.body.includes('"traffic-unknown"')) throw new Error('Prometheus did not answer in time.')
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

async function measurePage(url: string) {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(`${url}/workloads?refresh=manual`)
    const box = page.getByRole('combobox', { name: 'Filter the list' })
    await page.getByRole('table').getByRole('link').first().waitFor()
    let filterMs = 0
    for (const text of filters) {
      const start = await page.evaluateHandle(watchCount, patienceMs)
      await box.fill(text)
      filterMs = Math.max(filterMs, await start.evaluate((watch) => watch.tookMs))
      for (const remove of await page.getByRole('button', { name: /^Remove / }).all()) await remove.click()
      await box.fill('')
      await page.getByText(/^([\d,]+) of \1$/).waitFor()
    }
    const rowsDrawn = await page.getByRole('table').locator('tbody tr').count()
    await page.getByRole('table').hover()
    const { wallMs, workMs } = await readLongestTasks(page, async () => {
      for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 3_000)
    })
    return { filterMs, scrollLongestTaskMs: wallMs, scrollLongestWorkMs: workMs, rowsDrawn }
  } finally {
    await browser.close()
  }
}

/** In the page: the time from the next input to the frame after the count has changed. Rejects when it does not change. */
function watchCount(patience: number): { readonly tookMs: Promise<number> } {
  const count = [...document.querySelectorAll('[role=status]')].find(({ textContent }) =>
    /^[\d,]+ of [\d,]+$/.test(textContent ?? ''),
  )
  const tookMs = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error('the count of rows does not change')), patience)
    document.addEventListener(
      'input',
      () => {
        const startMs = performance.now()
        const seen = new MutationObserver(() => {
          seen.disconnect()
          requestAnimationFrame(() => resolve(performance.now() - startMs))
        })
        if (count) seen.observe(count, { characterData: true, childList: true, subtree: true })
      },
      { once: true, capture: true },
    )
  })
  return { tookMs }
}
