import type { KnownAccess } from '#server/adapters/kubernetes/access/viewer-access.ts'
import type { CacheState } from '#server/adapters/upstream/cache-state.ts'

/** Rights are asked again after this: a removed right is gone a minute later. */
const rememberMs = 60_000

export interface AccessMemory {
  recall(identity: string, review: () => Promise<KnownAccess>): Promise<KnownAccess>
  /** As if the identity had never been asked about. */
  forget(identity: string): void
  state(): CacheState
}

/**
 * Remembers each viewer's rights for a minute and lets concurrent askers share one review. A failed review is
 * remembered by nobody, but while `isFrozen` (nothing newer comes of the cluster) the rights known last go on: who could
 * see what is still shown could see it then. Rights that came out equal keep their object, and with it what was cut for
 * them.
 */
export function createAccessMemory(isFrozen: () => boolean, now: () => number = Date.now): AccessMemory {
  const known = new Map<string, { readonly access: KnownAccess; readonly readAtMs: number }>()
  const asking = new Map<string, Promise<KnownAccess>>()

  const ask = async (identity: string, review: () => Promise<KnownAccess>): Promise<KnownAccess> => {
    try {
      // Counted from the question on: the answer may be older than its arrival.
      const readAtMs = now()
      const fresh = await review()
      const before = known.get(identity)?.access
      const access = before?.signature === fresh.signature ? before : fresh
      known.set(identity, { access, readAtMs })
      return access
    } finally {
      asking.delete(identity)
    }
  }

  return {
    recall: (identity, review) => {
      const entry = known.get(identity)
      if (entry && (isFrozen() || now() - entry.readAtMs < rememberMs)) return Promise.resolve(entry.access)
      const shared = asking.get(identity) ?? ask(identity, review)
      asking.set(identity, shared)
      return shared
    },
    forget: (identity) => known.delete(identity),
    state: () => {
      const moments = [...known.values()].map(({ readAtMs }) => readAtMs)
      return {
        name: 'rights',
        entries: known.size,
        ...(moments.length > 0 ? { oldestMs: Math.min(...moments) } : {}),
      }
    },
  }
}
