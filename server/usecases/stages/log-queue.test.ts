import { describe, expect, it } from 'vitest'
import { createLogQueue } from '#server/usecases/stages/log-queue.ts'

const lineAt = (number: number, text = 'x'.repeat(100)) => ({
  time: `2026-11-21T12:00:00.${String(number).padStart(6, '0')}Z`,
  pod: 'p',
  container: 'c',
  text,
})

describe('lines that wait for a reader', () => {
  it('are taken by time, whoever brought them', () => {
    const queue = createLogQueue()
    queue.push([lineAt(2), lineAt(5)])
    queue.push([lineAt(1), lineAt(3)])
    expect(queue.take().lines.map(({ time }) => time)).toEqual(
      [1, 2, 3, 5].map((number) => lineAt(number).time),
    )
    expect(queue.take()).toEqual({ lines: [], dropped: 0 })
  })

  it('are each kept or counted, the oldest dropped first, and never hold more than the limit', () => {
    const queue = createLogQueue(50_000)
    for (let number = 0; number < 2_000; number += 10)
      queue.push(Array.from({ length: 10 }, (_, at) => lineAt(number + at)))
    const { lines, dropped } = queue.take()
    expect(lines.length + dropped).toBe(2_000)
    expect(lines.length).toBeGreaterThan(50)
    expect(lines.length * 360).toBeLessThanOrEqual(50_000)
    expect(lines[0]?.time).toBe(lineAt(dropped).time)
    expect(lines.at(-1)?.time).toBe(lineAt(1_999).time)
  })

  it('wake the reader, and so does the end', async () => {
    const queue = createLogQueue()
    const stop = new AbortController()
    const woken = queue.wait(stop.signal)
    queue.push([lineAt(1)])
    await woken
    queue.take()
    const ended = queue.wait(stop.signal)
    stop.abort()
    await ended
  })
})
