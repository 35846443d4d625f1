import { describe, expect, it, vi } from 'vitest'
import { createLayoutAsker, type LayoutWorker } from '#components/graph/stage/ask-layout.ts'
import type { LayoutTask } from '#components/graph/stage/layout/types.ts'

const task: LayoutTask = {
  name: 'layered',
  nodes: [
    { id: 'a', width: 60, height: 40 },
    { id: 'b', width: 60, height: 40 },
  ],
  edges: [{ source: 'a', target: 'b' }],
  boxes: [],
  aspect: 1.5,
}

/** The platform's Worker, steered by hand. */
function openWorker() {
  const worker: LayoutWorker & { ended: boolean; asked: LayoutTask[] } = {
    ended: false,
    asked: [],
    onmessage: null,
    onerror: null,
    postMessage: (given) => worker.asked.push(given),
    terminate: () => {
      worker.ended = true
    },
  }
  return worker
}

const answer = (triples: unknown) => new MessageEvent('message', { data: triples })

describe('asking for a layout', () => {
  it('gives what the worker says and ends it', async () => {
    const worker = openWorker()
    const asked = createLayoutAsker(() => worker).ask(task)
    worker.onmessage?.(answer([['a', 1, 2]]))
    expect(await asked).toEqual({ positions: new Map([['a', { x: 1, y: 2 }]]), standIn: false })
    expect(worker.ended).toBe(true)
  })

  it('gives the grid when the worker is late, and says so', async () => {
    vi.useFakeTimers()
    const worker = openWorker()
    const asked = createLayoutAsker(() => worker, 500).ask(task)
    vi.advanceTimersByTime(500)
    vi.useRealTimers()
    const { positions, standIn } = await asked
    expect([standIn, positions.size, worker.ended]).toEqual([true, 2, true])
  })

  it('gives the grid when the worker breaks', async () => {
    const worker = openWorker()
    const asked = createLayoutAsker(() => worker).ask(task)
    worker.onerror?.(new Event('error') as ErrorEvent) // Node has no ErrorEvent; nothing of it is read.
    expect((await asked).standIn).toBe(true)
  })

  it('lays out a small graph itself where no worker can be had', async () => {
    const { positions, standIn } = await createLayoutAsker(() => {
      throw new Error('refused by policy')
    }).ask(task)
    expect(standIn).toBe(false)
    expect((positions.get('a')?.x ?? 0) < (positions.get('b')?.x ?? 0)).toBe(true)
  })

  it('ends an unfinished task when a newer one comes', async () => {
    const workers = [openWorker(), openWorker()]
    let next = 0
    const asker = createLayoutAsker(() => workers[next++] ?? openWorker())
    void asker.ask(task)
    const asked = asker.ask(task)
    expect(workers[0]?.ended).toBe(true)
    workers[1]?.onmessage?.(answer([['b', 3, 4]]))
    expect((await asked).positions.get('b')).toEqual({ x: 3, y: 4 })
  })

  it('asks nobody about an empty graph', async () => {
    expect(await createLayoutAsker(openWorker).ask({ ...task, nodes: [] })).toEqual({
      positions: new Map(),
      standIn: false,
    })
  })
})
