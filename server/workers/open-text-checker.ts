import { Worker } from 'node:worker_threads'
import type { FormatTask, TextTask, ThreadMessage } from '#server/workers/check-text.worker.ts'
import type { CheckedText, ClusterSchemas } from '#server/workers/text/types.ts'

/** From when the thread begins to read: the largest honest texts take a half of it on a slow machine. */
const defaultDeadlineMs = 5_000
/** Of a thread that begins. */
const startDeadlineMs = 30_000
const mostWaiting = 64

/** Checks texts in a thread of its own, which is killed with the text that takes it too long. */
export interface TextChecker {
  /**
   * What a text says of itself. A text that takes too long is `too-slow`, one that ends the thread `failed`: both are the
   * text's fault. Rejects when the signal aborts, or too many texts wait.
   *
   * @param options.schemas the cluster's own; the same map means the same schemas
   * @param options.most how many documents are wanted; what comes after them is not read
   */
  check(
    text: string,
    options: {
      readonly schemas?: ClusterSchemas | undefined
      readonly most?: number | undefined
      readonly signal: AbortSignal
    },
  ): Promise<CheckAnswer>
  /**
   * Values of JSON as YAML, '' for undefined. A value that takes too long is '' too: it is shown, and nothing depends on it.
   */
  format(values: readonly unknown[], options: { readonly signal: AbortSignal }): Promise<readonly string[]>
  /** Starts the thread, so that the first text need not wait for it. */
  warm(): void
  close(): void
}

export type CheckAnswer = { readonly checked: CheckedText } | { readonly fault: 'too-slow' | 'failed' }

type ThreadAnswer = CheckAnswer | { readonly texts: readonly string[] }

interface Waiting {
  readonly task: Pick<TextTask, 'text' | 'most'> | { readonly values: readonly unknown[] }
  readonly schemas?: ClusterSchemas | undefined
  readonly signal: AbortSignal
  readonly settle: (answer: ThreadAnswer) => void
}

/** Opens no thread before the first text. */
export function openTextChecker({ deadlineMs = defaultDeadlineMs } = {}): TextChecker {
  const queue: Waiting[] = []
  let thread: { worker: Worker; schemas: ClusterSchemas | undefined; isReady: boolean } | undefined
  let current: { id: number; timer: NodeJS.Timeout | undefined; settle: Waiting['settle'] } | undefined
  let lastId = 0

  const finish = (answer: ThreadAnswer) => {
    if (!current) return
    clearTimeout(current.timer)
    const { settle } = current
    current = undefined
    settle(answer)
    begin()
  }
  const drop = () => {
    const dropped = thread?.worker
    thread = undefined
    void dropped?.terminate()
  }
  const limit = (task: NonNullable<typeof current>, ms: number) => {
    clearTimeout(task.timer)
    task.timer = setTimeout(() => {
      drop()
      finish({ fault: 'too-slow' })
    }, ms)
  }
  const start = () => {
    const worker = new Worker(workerFile(), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 512, stackSizeMb: 8 },
    })
    // It never keeps the process alive by itself.
    worker.unref()
    const own = { worker, schemas: undefined, isReady: false }
    worker.on('message', (message: ThreadMessage) => {
      if ('ready' in message) {
        own.isReady = true
        if (thread === own && current) limit(current, deadlineMs)
      } else if (message.id === current?.id) finish('failed' in message ? { fault: 'failed' } : message)
    })
    const fail = () => {
      if (thread?.worker !== worker) return
      thread = undefined
      finish({ fault: 'failed' })
    }
    worker.on('error', fail)
    worker.on('exit', fail)
    return own
  }
  const begin = () => {
    if (current) return
    const next = queue.shift()
    if (!next) return
    if (next.signal.aborted) return begin()
    thread ??= start()
    lastId += 1
    current = { id: lastId, timer: undefined, settle: next.settle }
    limit(current, thread.isReady ? deadlineMs : startDeadlineMs)
    const isNew = next.schemas !== undefined && next.schemas !== thread.schemas
    if (isNew) thread.schemas = next.schemas
    const task: TextTask | FormatTask = {
      id: lastId,
      ...next.task,
      ...(isNew && next.schemas ? { schemas: next.schemas } : {}),
    }
    thread.worker.postMessage(task)
  }
  const enter = ({ signal, ...given }: Omit<Waiting, 'settle'>) =>
    new Promise<ThreadAnswer>((resolve, reject) => {
      signal.throwIfAborted()
      if (queue.length >= mostWaiting) return reject(new Error('too many texts wait to be checked'))
      const abort = () => reject(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
      const settle = (answer: ThreadAnswer) => {
        signal.removeEventListener('abort', abort)
        resolve(answer)
      }
      queue.push({ ...given, signal, settle })
      begin()
    })
  return {
    check: async (text, { schemas, most, signal }) => {
      const task = { text, ...(most === undefined ? {} : { most }) }
      const answer = await enter({ task, schemas, signal })
      if ('checked' in answer) return { checked: answer.checked }
      return 'fault' in answer ? answer : { fault: 'failed' }
    },
    format: async (values, { signal }) => {
      const answer = await enter({ task: { values }, signal })
      return 'texts' in answer ? answer.texts : values.map(() => '')
    },
    warm: () => {
      thread ??= start()
    },
    close: () => {
      queue.length = 0
      drop()
      finish({ fault: 'failed' })
    },
  }
}

/** Beside this file: as it is written in a checkout, bundled in the package. */
function workerFile(): URL {
  return import.meta.url.endsWith('.ts')
    ? new URL('./check-text.worker.ts', import.meta.url)
    : new URL('./check-text.worker.js', import.meta.url)
}
