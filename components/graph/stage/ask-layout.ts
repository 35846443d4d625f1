import { layOutGrid } from '#components/graph/stage/layout/plain.ts'
import type { LayoutTask, Point, Positions } from '#components/graph/stage/layout/types.ts'
import { computePositions } from '#components/graph/stage/layouts.ts'

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
          resolve({ positions: computeGrid(task), standIn: true })
        }
        const own = tryOpen(open)
        if (!own) {
          resolve(
            task.nodes.length <= withoutWorkerAtMost
              ? { positions: computePositions(task), standIn: false }
              : { positions: computeGrid(task), standIn: true },
          )
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

/** Boxes keep their members together: inside the grid they follow each other. */
function computeGrid(task: LayoutTask): Positions {
  const parent = new Map(task.boxes.map((box) => [box.id, box.parent]))
  const top = (box: string | undefined): string => {
    let found = box
    for (let next = found; next !== undefined; next = parent.get(next)) found = next
    return found ?? ''
  }
  return task.boxes.length === 0
    ? layOutGrid(task.nodes, [], task.aspect).centres
    : computePositions({
        ...task,
        name: 'grid',
        nodes: task.nodes.map((node) => ({ ...node, ...(node.box ? { box: top(node.box) } : {}) })),
        boxes: task.boxes.filter((box) => box.parent === undefined),
        edges: [],
      })
}

/** The worker of this page; bundled beside it and served from this origin. */
export function openLayoutWorker(): LayoutWorker {
  return new Worker(new URL('./layout.worker.ts', import.meta.url), { type: 'module' })
}
