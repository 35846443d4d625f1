import type { ProxySync } from '#server/mesh/objects/proxy-sync.ts'

type Told = readonly ProxySync[]

/** Proxies take what they are sent within seconds; a list that is asked for by many needs no question of each. */
const keptMs = 5_000
/** One for the whole mesh and those of the namespaces that are looked at. */
const mostKept = 32

interface Kept {
  readonly told: Promise<Told>
  readonly sinceMs: number
}

/**
 * Asks once for all who want to know at about the same time, the whole mesh under ''. Nobody's going away ends a question,
 * which has a deadline of its own; a failure is not remembered. It holds what istiod tells the console, of no viewer's rights.
 */
export function rememberSync(
  ask: (namespace: string | undefined) => Promise<Told>,
): (namespace: string | undefined, signal: AbortSignal) => Promise<Told> {
  const kept = new Map<string, Kept>()

  const start = (key: string, namespace: string | undefined): Kept => {
    const started: Kept = { told: ask(namespace), sinceMs: Date.now() }
    started.told.catch(() => {
      if (kept.get(key) === started) kept.delete(key)
    })
    kept.delete(key)
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest)
    kept.set(key, started)
    return started
  }

  return async (namespace, signal) => {
    signal.throwIfAborted()
    const key = namespace ?? ''
    const known = kept.get(key)
    const { told } = known && Date.now() - known.sinceMs < keptMs ? known : start(key, namespace)
    const gone = Promise.withResolvers<never>()
    const leave = () => gone.reject(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    try {
      return await Promise.race([told, gone.promise])
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }
}
