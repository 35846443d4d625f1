import type { Page } from 'playwright-core'
import type { Probed } from '#e2e/support/probe-stage.ts'

/**
 * Drags the empty ground of the graph in circles and counts the frames in which it really stood elsewhere, a second.
 * `stretch` is the radius in pixels: small ones keep the graph in sight.
 */
export async function readPanFrames(page: Page, seconds: number, stretch: number): Promise<number> {
  const from = await page.evaluate(() => {
    const stage = (window as unknown as Probed).vardiaProbe.drawing()
    const container = document.querySelector<HTMLElement>('.__________cytoscape_container')
    if (!stage || !container) throw new Error('no graph is drawn')
    const { left, top, width, height } = container.getBoundingClientRect()
    const marks = stage.nodes('.mark').map((node) => node.renderedPosition())
    const room = (x: number, y: number) => Math.min(...marks.map((at) => Math.hypot(at.x - x, at.y - y)))
    let best = { x: width / 2, y: height / 2, room: 0 }
    for (let x = width * 0.3; x < width * 0.7; x += 12)
      for (let y = height * 0.3; y < height * 0.7; y += 12)
        if (room(x, y) > best.room) best = { x, y, room: room(x, y) }
    return { x: left + best.x, y: top + best.y }
  })
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  // The first move turns the press into a drag.
  await page.mouse.move(from.x + 6, from.y + 6)
  const before = await readMoved(page)
  const startMs = performance.now()
  const endMs = startMs + seconds * 1_000
  while (performance.now() < endMs) {
    const turn = ((performance.now() - startMs) / 1_000) * Math.PI
    await page.mouse.move(from.x + stretch * Math.sin(turn), from.y + stretch * (1 - Math.cos(turn)))
  }
  const frames = (await readMoved(page)) - before
  const took = (performance.now() - startMs) / 1_000
  await page.mouse.up()
  return frames / took
}

function readMoved(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as Probed).vardiaProbe.movedFrames)
}

/** Bytes of the page's heap after its garbage is collected. */
export async function readHeapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  try {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return usedSize
  } finally {
    await session.detach()
  }
}

/** Runs `act` and tells the longest task of the page's main thread meanwhile, in milliseconds. */
export async function readLongestTask(page: Page, act: () => Promise<void>): Promise<number> {
  return (await readLongestTasks(page, act)).wallMs
}

/**
 * The same, and the most that a task had of the processor: where others want it too a task lasts longer than it works.
 */
export async function readLongestTasks(
  page: Page,
  act: () => Promise<void>,
): Promise<{ readonly wallMs: number; readonly workMs: number }> {
  const browser = page.context().browser()
  if (!browser) throw new Error('the page has no browser')
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await act()
  // Chromium's own trace format.
  const trace = JSON.parse((await browser.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] }
  const mains = new Set(
    trace.traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = trace.traceEvents.filter(
    ({ name, pid, tid }) => name.endsWith('RunTask') && mains.has(`${pid} ${tid}`),
  )
  return {
    wallMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1_000,
    workMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1_000,
  }
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds. */
  readonly dur?: number
  /** Of them on the processor. */
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}
