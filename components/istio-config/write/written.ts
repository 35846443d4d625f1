import * as z from 'zod/mini'
import type { Written } from '#contract/writing.ts'

/** The newest write of this tab, to be taken back on the spot. */
const lastWriteSchema = z.object({
  /** In the history. */
  change: z.string(),
  outcome: z.enum(['created', 'updated', 'removed']),
  kind: z.string(),
  apiVersion: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** It took another write back. */
  undo: z.boolean(),
})
export type LastWrite = z.output<typeof lastWriteSchema>

const key = 'vardia.written'
const listeners = new Set<() => void>()

function store(text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // A browser that keeps nothing has the history's page to undo from.
  }
  for (const listen of listeners) listen()
}

/** Remembers a write until another or its dismissal, through reloads of the tab. A write of nothing is none. */
export function keepWritten({ outcome, object, change }: Written, undo = false): void {
  if (outcome === 'unchanged' || change === undefined) return
  const { kind, apiVersion, namespace, name } = object
  store(JSON.stringify({ change, outcome, kind, apiVersion, namespace, name, undo } satisfies LastWrite))
}

export function forgetWritten(): void {
  store(null)
}

/** For `useSyncExternalStore`: the text of the newest write; '' where there is none. */
export function peekWritten(): string {
  try {
    return sessionStorage.getItem(key) ?? ''
  } catch {
    return ''
  }
}

export function followWritten(listen: () => void): () => void {
  listeners.add(listen)
  return () => listeners.delete(listen)
}

export function parseWritten(text: string): LastWrite | undefined {
  try {
    return lastWriteSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
