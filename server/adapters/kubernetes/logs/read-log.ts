import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { askLog } from '#server/adapters/kubernetes/logs/ask-log.ts'
import { createLineSplitter } from '#server/adapters/kubernetes/logs/split-lines.ts'
import type { LogLine, LogQuestion, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'

/** Of one container's log at once; the newest lines beyond it are for a follower or a narrower question. */
export const readLimitBytes = 8 * 1024 * 1024

/**
 * The newest lines of a container, oldest first. Throws ApiFailure: not-found (no such pod or container), forbidden,
 * invalid (the container has not started, or never ran before), unavailable, timeout.
 */
export async function readLog(
  connection: Connection,
  target: LogTarget,
  question: LogQuestion,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  const response = await askLog(
    connection,
    target,
    { ...question, follow: false, limitBytes: readLimitBytes },
    signal,
  )
  const stop = () => response.destroy(signal.reason)
  signal.addEventListener('abort', stop, { once: true })
  const splitter = createLineSplitter()
  const lines: LogLine[] = []
  try {
    // Without an encoding a response is made of buffers.
    for await (const chunk of response as AsyncIterable<Buffer>) lines.push(...splitter.push(chunk))
    return [...lines, ...splitter.finish()]
  } catch (error) {
    signal.throwIfAborted()
    throw describeGarbled(
      { address: connection.address, target: `pods/${target.pod}/log`, identity: connection.identity },
      error,
    )
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
