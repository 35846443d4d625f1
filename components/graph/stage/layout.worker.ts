import type { LayoutTask } from '#components/graph/stage/layout/types.ts'
import { computePositions } from '#components/graph/stage/layouts.ts'

/** Off the main thread: one task in, the positions out as `[id, x, y]` triples. */
self.onmessage = ({ data }: MessageEvent<LayoutTask>) => {
  self.postMessage([...computePositions(data)].map(([id, { x, y }]) => [id, x, y]))
}
