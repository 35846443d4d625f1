import { afterEach, describe, expect, test, vi } from 'vitest'
import { createEventSplitter, streamCall } from '#components/query/stream-call.ts'
import { logs } from '#contract/logs.ts'

afterEach(() => vi.unstubAllGlobals())

/** An answer all of which has come already: every read of it is answered at once. */
function answerWhole(pieces: readonly string[]): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece))
      controller.close()
    },
  })
  return new Response(body)
}

/** Keeps the processor busy, as thousands of lines do. */
function workFor(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}

describe('a stream of which much has come already', () => {
  test('is told whole and in order, and lets the page work in between', async () => {
    const pieces = Array.from({ length: 30 }, (_, at) => `data: ${at}\n\n`)
    vi.stubGlobal('fetch', async () => answerWhole(pieces))
    const told: string[] = []
    const turns: number[] = []
    let turn = 0
    let page = setImmediate(function work() {
      turn += 1
      page = setImmediate(work)
    })
    try {
      await streamCall(
        logs,
        { namespace: 'shop' },
        {
          signal: new AbortController().signal,
          onOpen: () => undefined,
          onEvents: (events) => {
            told.push(...events)
            turns.push(turn)
            workFor(12)
          },
        },
      )
    } finally {
      clearImmediate(page)
    }
    expect(told).toEqual(pieces.map((_, at) => String(at)))
    expect(new Set(turns).size).toBeGreaterThan(pieces.length / 2)
  })
})

test.each([
  ['two events in one piece', ['data: a\n\ndata: b\n\n'], ['a', 'b']],
  ['an end that is cut in two', ['data: a\n', '\ndata:b\n', '\n'], ['a', 'b']],
  ['comments and other fields', [': beat\n\nevent: x\nid: 7\ndata: a\n\n'], ['a']],
  ['data of several lines', ['data: a\ndata: b\n\n'], ['a\nb']],
  ['what has no end yet', ['data: a'], []],
])('%s is split into its events', (_, pieces, events) => {
  const split = createEventSplitter()
  expect(pieces.flatMap((piece) => split(piece))).toEqual(events)
})
