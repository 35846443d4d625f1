import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { askLog } from '#server/adapters/kubernetes/logs/ask-log.ts'
import { createLineSplitter } from '#server/adapters/kubernetes/logs/split-lines.ts'
import type { LogLine, LogQuestion, LogTarget } from '#server/adapters/kubernetes/logs/types.ts'
import { describeGarbled, describeTimeout } from '#server/adapters/kubernetes/problems.ts'

/** Of one container's log at once; the newest lines beyond it are for a follower or a narrower question. */
export const readLimitBytes = 8 * 1024 * 1024

const deadlineMs = 30_000
/** Answers that were cut at the limit; each next one is asked for fewer lines. */
const mostTries = 4

/**
 * The newest lines of a container, oldest first: as many of those asked for as fit in the limit. Throws ApiFailure:
 * not-found (no such pod or container), forbidden, invalid (the container has not started, or never ran before),
 * unavailable, timeout.
 */
export async function readLog(
  connection: Connection,
  target: LogTarget,
  question: LogQuestion,
  signal: AbortSignal,
  patienceMs = deadlineMs,
): Promise<readonly LogLine[]> {
  const deadline = AbortSignal.timeout(patienceMs)
  const either = AbortSignal.any([signal, deadline])
  try {
    let { tailLines } = question
    for (let tries = 1; ; tries += 1) {
      const { lines, isCut } = await readOnce(connection, target, { ...question, tailLines }, either)
      if (!isCut || tries === mostTries || lines.length <= 1) return lines
      // The kubelet counts the limit from the oldest line asked for, so that what it cuts are the newest ones.
      tailLines = Math.max(1, Math.floor(lines.length * 0.75))
    }
  } catch (error) {
    signal.throwIfAborted()
    if (deadline.aborted) throw describeTimeout(nameAsked(connection, target), patienceMs / 1000)
    throw error
  }
}

async function readOnce(
  connection: Connection,
  target: LogTarget,
  question: LogQuestion,
  signal: AbortSignal,
): Promise<{ readonly lines: readonly LogLine[]; readonly isCut: boolean }> {
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
  let bytes = 0
  try {
    // Without an encoding a response is made of buffers.
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length
      lines.push(...splitter.push(chunk))
      // Whatever stands between may not know the limit.
      if (bytes >= readLimitBytes) break
    }
    return { lines: [...lines, ...splitter.finish()], isCut: bytes >= readLimitBytes }
  } catch (error) {
    signal.throwIfAborted()
    throw describeGarbled(nameAsked(connection, target), error)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function nameAsked({ address, identity }: Connection, { pod }: LogTarget) {
  return { address, target: `pods/${pod}/log`, identity }
}
