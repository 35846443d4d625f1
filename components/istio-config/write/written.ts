import type { Written } from '#contract/writing.ts'

/** The newest write of this tab, to be taken back on the spot. */
export interface LastWrite {
  /** In the history. */
  readonly change: string
  readonly outcome: 'created' | 'updated' | 'removed'
  readonly kind: string
  readonly apiVersion: string
  readonly namespace: string
  readonly name: string
  /** It took another write back. */
  readonly undo: boolean
}

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

/** What this module has written; undefined for anything else that may stand there. */
export function parseWritten(text: string): LastWrite | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isLastWrite(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isLastWrite(value: unknown): value is LastWrite {
  if (typeof value !== 'object' || value === null) return false
  const { outcome, undo, ...texts } = value as Partial<LastWrite> // an object, as checked above; each field is checked next
  const { change, kind, apiVersion, namespace, name } = texts
  return (
    [change, kind, apiVersion, namespace, name].every((each) => typeof each === 'string') &&
    (outcome === 'created' || outcome === 'updated' || outcome === 'removed') &&
    typeof undo === 'boolean'
  )
}
