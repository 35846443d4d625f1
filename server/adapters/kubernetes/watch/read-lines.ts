import type { IncomingMessage } from 'node:http'

const newline = 10

/**
 * The lines of a watch. Ends when the server ends it; throws when the connection breaks, when nothing at all came
 * for `idleMs` (a connection whose peer is gone says nothing: bookmarks come about each minute), or when a line
 * exceeds `limitBytes` (etcd keeps objects below 1.5 MB). What was read of an unfinished line is dropped.
 */
export async function* readLines(
  response: IncomingMessage,
  options: { readonly idleMs: number; readonly limitBytes: number },
): AsyncGenerator<string> {
  let held: Buffer[] = []
  let heldBytes = 0
  const idle = setTimeout(
    () => response.destroy(new Error(`nothing came for ${options.idleMs / 1000} s`)),
    options.idleMs,
  )
  try {
    // Without an encoding a response is made of buffers.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      idle.refresh()
      let start = 0
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        const tail = chunk.subarray(start, end)
        const line = heldBytes > 0 ? Buffer.concat([...held, tail]) : tail
        held = []
        heldBytes = 0
        start = end + 1
        if (line.length > 0) yield line.toString('utf8')
      }
      if (start < chunk.length) {
        held.push(chunk.subarray(start))
        heldBytes += chunk.length - start
        if (heldBytes > options.limitBytes) throw new Error(`a line exceeds ${options.limitBytes} bytes`)
      }
    }
  } finally {
    clearTimeout(idle)
    response.destroy()
  }
}
