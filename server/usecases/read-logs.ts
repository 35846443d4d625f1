import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { LogLine, LogSource, logs } from '#contract/logs.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import {
  chooseLoggedContainers,
  compareContainers,
  type LoggedContainer,
} from '#server/usecases/stages/choose-logged-containers.ts'
import { compareLines } from '#server/usecases/stages/log-queue.ts'
import { presentLogProblem } from '#server/usecases/stages/present-log-problem.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

type Input = CallArguments<typeof logs>
type Answer = CallOutput<typeof logs>

/** Of a window in the past the newest lines of the whole log may all be too new. */
const mostBeforeUntil = 100_000
/** Logs read at the same moment; the API server asks a kubelet for each. */
const atOnce = 8

/**
 * The newest lines of all containers asked for, by time, read as the viewer. A container whose log cannot be read is told
 * among the sources and does not fail the rest. Throws Problem not-found for what is not there or not to be seen.
 */
export const readLogs: UseCase<Input, Answer> = async (input, context) => {
  const { nowMs } = context
  const { cut, labels } = await readView(context)
  const { sources, notices } = chooseLoggedContainers(input, cut, labels)
  const read: { readonly source: LogSource; readonly lines: readonly LogLine[] }[] = []
  const left = [...sources]
  const work = async () => {
    for (let source = left.shift(); source; source = left.shift())
      read.push(await readSource(source, input, context))
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const lines = read.flatMap((one) => one.lines).sort(compareLines)
  return {
    asOf: new Date(nowMs).toISOString(),
    lines: lines.slice(-input.tailLines),
    sources: read.map(({ source }) => source).sort(compareContainers),
    notices: [...notices],
  }
}

async function readSource(
  source: LoggedContainer,
  input: Input,
  { adapters, session, signal }: UseCaseContext,
): Promise<{ source: LogSource; lines: readonly LogLine[] }> {
  const { pod, container } = source
  const tailLines = input.until === undefined ? input.tailLines : mostBeforeUntil
  try {
    const lines = await adapters.kubernetes.readLog(
      session.viewer,
      { namespace: input.namespace, pod, container },
      {
        tailLines,
        ...(input.since === undefined ? {} : { sinceTime: input.since }),
        previous: input.previous,
      },
      signal,
    )
    const untilMs = input.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(input.until)
    const kept = lines.filter(({ time }) => time === '' || Date.parse(time) < untilMs).slice(-input.tailLines)
    return { source: { ...source, state: 'open' }, lines: kept.map((line) => ({ ...line, pod, container })) }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { source: { ...source, state: 'failed', problem: presentLogProblem(error) }, lines: [] }
  }
}
