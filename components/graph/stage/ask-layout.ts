import type { LayoutTask, Point, Positions } from '#components/graph/stage/layout/types.ts'

/** A layout that takes longer than this is given up for the grid, which is there at once. */
export const layoutLateMs = 2_000
/** Without a worker no more than this is laid out on the page's own thread. */
const withoutWorkerAtMost = 300

/** What of a Worker is used. */
export interface LayoutWorker {
  postMessage(task: LayoutTask): void
  terminate(): void
  onmessage: ((event: MessageEvent) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

export interface LayoutAnswer {
  readonly positions: Positions
  /** The grid stands in, because the chosen layout was late or no worker could be had. */
  readonly standIn: boolean
}

/**
 * Lays out in a worker, one task at a time; a newer task takes the place of an unfinished one, whose promise then never
 * settles. A worker that is late or broken is ended, and the grid answers instead.
 */
export function createLayoutAsker(
  open: () => LayoutWorker,
  lateMs: number = layoutLateMs,
): { ask: (task: LayoutTask) => Promise<LayoutAnswer>; close: () => void } {
  let worker: LayoutWorker | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = () => {
    clearTimeout(timer)
    worker?.terminate()
    worker = undefined
  }
  return {
    ask(task) {
      end()
      if (task.nodes.length === 0) return Promise.resolve({ positions: new Map(), standIn: false })
      return new Promise((resolve) => {
        const giveUp = () => {
          end()
          resolve(layOutHere(toGrid(task), true))
        }
        const own = tryOpen(open)
        if (!own) {
          const fits = task.nodes.length <= withoutWorkerAtMost
          resolve(layOutHere(fits ? task : toGrid(task), !fits))
          return
        }
        worker = own
        timer = setTimeout(giveUp, lateMs)
        own.onerror = giveUp
        own.onmessage = ({ data }) => {
          end()
          const triples = data as readonly (readonly [string, number, number])[] // layout.worker.ts sends these.
          resolve({
            positions: new Map<string, Point>(triples.map(([id, x, y]) => [id, { x, y }])),
            standIn: false,
          })
        }
        own.postMessage(task)
      })
    },
    close: end,
  }
}

function tryOpen(open: () => LayoutWorker): LayoutWorker | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}

/** On the page's own thread. The code is loaded only then: the worker has its own copy. */
async function layOutHere(task: LayoutTask, standIn: boolean): Promise<LayoutAnswer> {
  const { computePositions } = await import('#components/graph/stage/layouts.ts')
  return { positions: computePositions(task), standIn }
}

/** The cheapest layout of the same nodes and boxes. */
function toGrid(task: LayoutTask): LayoutTask {
  return { ...task, name: 'grid', edges: [] }
}

/** The worker of this page; bundled beside it and served from this origin. */
export function openLayoutWorker(): LayoutWorker {
  return new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
}
