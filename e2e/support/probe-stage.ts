import type { Page } from 'playwright-core'

/** What of Cytoscape the probe reads; it leaves its instance on the container that it draws into (`_cyreg`). */
interface Drawn {
  id(): string
  hasClass(name: string): boolean
  renderedPosition(): { x: number; y: number }
  renderedMidpoint(): { x: number; y: number }
  /** Of the model. */
  sourceEndpoint(): { x: number; y: number }
  targetEndpoint(): { x: number; y: number }
}
interface Drawing {
  nodes(selector?: string): { length: number; map<T>(of: (node: Drawn) => T): T[] }
  edges(selector?: string): { length: number; map<T>(of: (edge: Drawn) => T): T[] }
  pan(): { x: number; y: number }
  zoom(): number
  on(event: string, listen: () => void): void
}

/** A text on the canvas above the graph, in pixels of the window of the graph. */
export interface DrawnWord {
  readonly text: string
  readonly px: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

interface Probe {
  /** Milliseconds from the navigation to the first frame that shows the whole graph with words. */
  drawnMs: number
  readonly tasks: { startMs: number; ms: number }[]
  readonly layouts: { nodes: number; ms: number }[]
  words: DrawnWord[]
  /** Frames in which the window of the graph stood elsewhere than in the one before and was drawn. */
  movedFrames: number
  drawing(): Drawing | undefined
}

// Puts it on the window; page functions run in the browser and see no module, so each casts for itself.
export type Probed = { vardiaProbe: Probe }

/**
 * Watches a page from before its first script: when the graph is first drawn, the long tasks, the time that workers take
 * to lay out, the words on the canvas, and the frames of a pan. It changes nothing of what the page does.
 */
export async function probeStage(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe: Probe = {
      drawnMs: 0,
      tasks: [],
      layouts: [],
      words: [],
      movedFrames: 0,
      drawing() {
        const container = document.querySelector('.__________cytoscape_container')
        // Cytoscape's own registry, which has no types.
        return (container as unknown as { _cyreg?: { cy: Drawing } } | null)?._cyreg?.cy
      },
    }
    ;(window as unknown as Probed).vardiaProbe = probe // Read by the functions below.
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        probe.tasks.push({ startMs: entry.startTime, ms: entry.duration })
    }).observe({ type: 'longtask', buffered: true })

    window.Worker = class extends Worker {
      #startMs = 0
      #nodes = 0
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        this.addEventListener('message', () =>
          probe.layouts.push({ nodes: this.#nodes, ms: performance.now() - this.#startMs }),
        )
      }
      override postMessage(task: unknown) {
        this.#startMs = performance.now()
        this.#nodes = (task as { nodes?: unknown[] }).nodes?.length ?? 0 // A task of layout.worker.ts.
        super.postMessage(task)
      }
    }

    const { fillText, clearRect } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.clearRect = function (...rect) {
      if (this.canvas instanceof HTMLCanvasElement && this.canvas.ariaHidden === 'true') probe.words = []
      clearRect.apply(this, rect)
    }
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      const { width } = this.measureText(text)
      const px = Number(/([\d.]+)px/.exec(this.font)?.[1] ?? 0)
      const left = this.textAlign === 'center' ? x - width / 2 : this.textAlign === 'right' ? x - width : x
      // Capitals and most small letters: a line's own height would tell of overlaps that no eye sees.
      const top = this.textBaseline === 'middle' ? y - px * 0.4 : y - px * 0.75
      if (this.globalAlpha > 0.5)
        probe.words.push({ text, px, left, right: left + width, top, bottom: top + px * 0.8 })
      fillText.call(this, text, x, y)
    }

    let place = ''
    let nodes = 0
    let still = 0
    const lookForDrawing = (drawing: Drawing) => {
      const count = drawing.nodes('.mark').length
      still = count > 0 && count === nodes && probe.words.length > 0 ? still + 1 : 0
      nodes = count
      // Its words are drawn in the frame of its marks; the frame after it is on the screen.
      if (still === 2) probe.drawnMs = performance.now()
    }
    const look = () => {
      const drawing = probe.drawing()
      if (drawing && probe.drawnMs === 0) lookForDrawing(drawing)
      else if (drawing) {
        const { x, y } = drawing.pan()
        const now = `${x} ${y}`
        if (now !== place) probe.movedFrames += 1
        place = now
      }
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
}

export interface FirstDrawing {
  readonly drawnMs: number
  /** When the answer of the graph call had come whole. */
  readonly answeredMs: number
  /** The longest task from the navigation until the graph stands still. */
  readonly longestTaskMs: number
  readonly layouts: readonly { readonly nodes: number; readonly ms: number }[]
}

/** Waits for the first drawn graph, and until nothing more is laid out or drawn anew for a second. */
export async function readFirstDrawing(page: Page, timeoutMs: number): Promise<FirstDrawing> {
  await page.waitForFunction(() => (window as unknown as Probed).vardiaProbe.drawnMs > 0, undefined, {
    timeout: timeoutMs,
  })
  await page.waitForTimeout(1_000)
  return page.evaluate(() => {
    const { drawnMs, tasks, layouts } = (window as unknown as Probed).vardiaProbe
    const answeredMs = performance
      .getEntriesByType('resource')
      .flatMap((entry) => (entry instanceof PerformanceResourceTiming ? [entry] : []))
      .findLast(({ name }) => name.includes('/api/v1/graph'))?.responseEnd
    const longestTaskMs = Math.max(0, ...tasks.map(({ ms }) => ms))
    return { drawnMs, answeredMs: answeredMs ?? Number.NaN, longestTaskMs, layouts: [...layouts] }
  })
}
