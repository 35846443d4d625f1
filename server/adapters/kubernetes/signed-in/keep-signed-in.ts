import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import type { Identities } from '#server/adapters/kubernetes/identities.ts'
import type { SignedInViewer } from '#server/adapters/kubernetes/signed-in/types.ts'

/** Streams say every 15 s that they are still there, so nothing runs in the name of who was silent for so long. */
const forgetMs = 10 * 60_000
const sweepMs = 60_000

interface Entry {
  viewer: SignedInViewer
  seenMs: number
  open?: { readonly identities: Identities; readonly connection: Connection }
}

export interface KeptSignedIn {
  admit(viewer: SignedInViewer): void
  dismiss(identity: string): void
  /** undefined for an identity that nobody signed in as. */
  connect(identity: string, identities: Identities): Connection | undefined
  count(): number
  close(): void
}

/**
 * Whoever signed in, and the connection of each. As many as are active, not as many as ever were.
 *
 * @param onForget told of each identity that is left
 */
export function keepSignedIn(
  onForget: (identity: string) => void,
  now: () => number = Date.now,
): KeptSignedIn {
  const entries = new Map<string, Entry>()
  let sweptMs = now()
  const forget = (identity: string) => {
    const entry = entries.get(identity)
    if (!entry) return
    entries.delete(identity)
    entry.open?.connection.close()
    onForget(identity)
  }
  const sweep = () => {
    if (now() - sweptMs < sweepMs) return
    sweptMs = now()
    for (const [identity, { seenMs }] of [...entries]) if (now() - seenMs > forgetMs) forget(identity)
  }
  return {
    admit: (viewer) => {
      sweep()
      const known = entries.get(viewer.identity)
      if (known) Object.assign(known, { viewer, seenMs: now() })
      else entries.set(viewer.identity, { viewer, seenMs: now() })
    },
    dismiss: forget,
    connect: (identity, identities) => {
      const entry = entries.get(identity)
      if (!entry) return undefined
      if (entry.open?.identities !== identities) {
        entry.open?.connection.close()
        entry.open = {
          identities,
          connection: identities.openFor(
            { name: identity, title: entry.viewer.title },
            () => entry.viewer.credentials,
          ),
        }
      }
      return entry.open.connection
    },
    count: () => entries.size,
    close: () => {
      for (const identity of [...entries.keys()]) forget(identity)
    },
  }
}
