import { launchChromium } from '#e2e/support/chromium.ts'
import { readLongestTasks } from '#e2e/support/read-effort.ts'
import { median } from '#tools/bench/measure.ts'

type Page = Parameters<typeof readLongestTasks>[0]

const patienceMs = 30_000
/** What a change of the list makes of later work (the address, small charts) is over by then, and is not its neighbour's. */
const settleMs = 1_500
/** One key alone says as much of what else the machine did at that moment. */
const rounds = 5

/** One key or press. */
interface TimedStep {
  readonly name: string
  /** From the key or press, as the browser received it, until the frame with the rows is laid out and painted. */
  readonly tookMs: number
  /** Of the page's main thread on a processor, all that the step caused: the address and small charts too. */
  readonly workMs: number
}

/** The medians of one step's rounds, and what took longest of them. */
export interface ListStep extends TimedStep {
  readonly worstMs: number
}

export interface ListPageRow {
  readonly filters: readonly ListStep[]
  readonly sorts: readonly ListStep[]
  /** While the wheel turns through all rows. */
  readonly scrollLongestTaskMs: number
  /** The most that one of them had of the processor. */
  readonly scrollLongestWorkMs: number
  /** The same while an answer with new numbers comes. */
  readonly refreshLongestTaskMs: number
  readonly refreshLongestWorkMs: number
  /** Pixels by which the rows stood elsewhere after that answer. */
  readonly refreshJump: number
  readonly rowsDrawn: number
}

/** Keeps the machine to the browser during an act. */
type Quietly = <Result>(act: () => Promise<Result>) => Promise<Result>

/** Measures /workloads in a browser. `names` are those of its items. */
export async function measureListPage(
  url: string,
  names: readonly string[],
  quietly: Quietly,
): Promise<ListPageRow> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    // Scrapes that failed while the mesh was held still leave nothing for a rate over one minute.
    await page.goto(`${url}/workloads?refresh=manual&range=10m`)
    await page.getByRole('table').getByRole('link').first().waitFor()
    await page.waitForTimeout(settleMs)
    const time = await timeSteps(page)
    const word = chooseWord(names)
    const filters: TimedStep[] = []
    const sorts: TimedStep[] = []
    for (let round = 0; round < rounds; round++) {
      await refresh(page)
      await quietly(async () => {
        filters.push(...(await measureFilters(page, word, time)))
        sorts.push(...(await measureSorts(page, time)))
      })
    }
    const rowsDrawn = await page.getByRole('table').locator('tbody tr').count()
    await page.getByRole('table').hover()
    await refresh(page)
    const scroll = await quietly(() => readLongestTasks(page, () => turnWheel(page, 60, 3_000)))
    await refresh(page)
    const refreshed = await quietly(() => measureRefresh(page))
    return {
      filters: sumRounds(filters),
      sorts: sumRounds(sorts),
      ...refreshed,
      rowsDrawn,
      ...nameScroll(scroll),
    }
  } finally {
    await browser.close()
  }
}

function nameScroll({ wallMs, workMs }: { readonly wallMs: number; readonly workMs: number }) {
  return { scrollLongestTaskMs: wallMs, scrollLongestWorkMs: workMs }
}

async function turnWheel(page: Page, turns: number, pixels: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await page.mouse.wheel(0, pixels)
}

/** A word of which every letter leaves fewer rows, so that each key has something to show. Throws when no name has one. */
export function chooseWord(names: readonly string[], letters = 4): string {
  const count = (part: string) => names.filter((name) => name.includes(part)).length
  for (const name of new Set(names.map((each) => each.slice(0, letters)))) {
    const counts = [names.length, ...[...name].map((_, at) => count(name.slice(0, at + 1)))]
    if (name.length === letters && counts.every((each, at) => at === 0 || each < (counts[at - 1] ?? 0)))
      return name
  }
  throw new Error(`no name begins with ${letters} letters of which each leaves fewer rows`)
}

/** The steps of several rounds by their names, in the order of the first round. */
export function sumRounds(timed: readonly TimedStep[]): readonly ListStep[] {
  return [...Map.groupBy(timed, ({ name }) => name)].map(([name, steps]) => ({
    name,
    tookMs: median(steps.map(({ tookMs }) => tookMs)),
    worstMs: Math.max(...steps.map(({ tookMs }) => tookMs)),
    workMs: median(steps.map(({ workMs }) => workMs)),
  }))
}

type Time = (name: string, event: 'keydown' | 'click', act: () => Promise<void>) => Promise<TimedStep>

async function measureSorts(page: Page, time: Time): Promise<readonly TimedStep[]> {
  const steps: TimedStep[] = []
  for (const column of ['Requests', 'Name', 'Namespace']) {
    const button = page.getByRole('columnheader').getByRole('button', { name: column, exact: true })
    steps.push(await time(column, 'click', () => button.click()))
  }
  return steps
}

async function measureFilters(page: Page, word: string, time: Time): Promise<readonly TimedStep[]> {
  const key = (name: string, press: string) => time(name, 'keydown', () => page.keyboard.press(press))
  const steps: TimedStep[] = []
  await page.getByRole('combobox', { name: 'Filter the list' }).click()
  for (const [at, letter] of [...word].entries())
    steps.push(await key(`${at === 0 ? 'first' : 'later'} key, "${word.slice(0, at + 1)}"`, letter))
  for (let at = word.length - 1; at >= 0; at--)
    steps.push(await key(`back to "${word.slice(0, at)}"`, 'Backspace'))
  await page.keyboard.insertText('-namespace:istio-system')
  await page.waitForTimeout(settleMs)
  steps.push(await key('the space after "-namespace:istio-system"', ' '))
  steps.push(await key('the token taken away', 'Backspace'))
  await page.keyboard.insertText('no-workload-is-called')
  await page.waitForTimeout(settleMs)
  await page.keyboard.press('Control+a')
  steps.push(await key('from nothing to all', 'Delete'))
  // The suggestions lie over the head of the table.
  await page.keyboard.press('Escape')
  return steps
}

/** A way to time one act on the list, each alone. */
async function timeSteps(page: Page): Promise<Time> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const readWork = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000
  }
  return async (name, event, act) => {
    const before = await readWork()
    const watch = await page.evaluateHandle(watchRows, { name, event, patience: patienceMs })
    await act()
    const tookMs = await watch.evaluate((each) => each.tookMs)
    await page.waitForTimeout(settleMs)
    return { name, tookMs, workMs: (await readWork()) - before }
  }
}

/** Throws where the answer is a problem, or lacks what Prometheus tells: such a one is not remembered, and says nothing of a list. */
export function expectWhole(status: number, body: Buffer): void {
  if (status === 200 && !body.includes('"traffic-unknown"')) return
  throw new Error(`The list is not answered whole: ${status} ${body.toString().slice(-300)}`)
}

/** Asks for the list anew and waits for it. Throws where it is not whole. */
async function refresh(page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.url().includes('/api/v1/workloads'))
  await page.keyboard.press('r')
  const answer = await answered
  expectWhole(answer.status(), await answer.body())
  await page.waitForTimeout(settleMs)
}

/** An answer is asked for and comes while the wheel turns slowly; then another one while nothing moves. */
async function measureRefresh(page: Page) {
  const { wallMs, workMs } = await readLongestTasks(page, async () => {
    const asked = refresh(page)
    for (let turn = 0; turn < 40; turn++) {
      await page.mouse.wheel(0, -120)
      await page.waitForTimeout(25)
    }
    await asked
  })
  const readTop = () => page.getByRole('table').evaluate((table) => table.parentElement?.scrollTop ?? 0)
  const top = await readTop()
  await refresh(page)
  return {
    refreshLongestTaskMs: wallMs,
    refreshLongestWorkMs: workMs,
    refreshJump: Math.abs((await readTop()) - top),
  }
}

/**
 * In the page: from the next event of this kind, by the time that the browser gave it, until the rows or their count are
 * others and the frame that shows them is painted. Rejects when they do not change.
 */
function watchRows({ name, event, patience }: { name: string; event: string; patience: number }): {
  readonly tookMs: Promise<number>
} {
  const read = () => {
    const count = [...document.querySelectorAll('[role=status]')].find(({ textContent }) =>
      /^[\d,]+ of [\d,]+$/.test(textContent ?? ''),
    )
    // The first row alone may be the first in another order too.
    const rows = [...document.querySelectorAll('table [data-list-item]')].slice(0, 5)
    return [count, ...rows].map((each) => each?.textContent).join()
  }
  const before = read()
  const tookMs = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error(`the rows do not change: ${name}`)), patience)
    document.addEventListener(
      event,
      ({ timeStamp }) => {
        const seen = new MutationObserver(() => {
          if (read() === before) return
          seen.disconnect()
          requestAnimationFrame(() => {
            // What is posted from within a frame is heard after that frame is laid out and painted.
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now() - timeStamp)
            port2.postMessage(undefined)
          })
        })
        seen.observe(document.body, { characterData: true, childList: true, subtree: true })
      },
      { once: true, capture: true },
    )
  })
  return { tookMs }
}
