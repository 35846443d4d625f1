import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Gate } from '#server/adapters/process-state.ts'

/** 256 bits, so that nobody on this machine can guess one while the console runs. */
const secretBytes = 32

/**
 * The gate of a console on a person's own machine, where every other user can reach the port too: a token that opens
 * it once, and the sessions that came of it. Only digests are kept, and they end with the process.
 */
export function createGate(): { readonly gate: Gate; readonly token: string } {
  const token = createSecret()
  let expected: Buffer | undefined = digest(token)
  const sessions = new Map<string, { identity?: string }>()
  const keyOf = (id: string) => digest(id).toString('base64')
  return {
    token,
    gate: {
      exchange: (given) => {
        if (!expected || !timingSafeEqual(digest(given), expected)) return undefined
        expected = undefined
        const id = createSecret()
        sessions.set(keyOf(id), {})
        return id
      },
      find: (id) => sessions.get(keyOf(id)),
      choose: (id, identity) => {
        const session = sessions.get(keyOf(id))
        if (session) session.identity = identity
      },
    },
  }
}

function createSecret(): string {
  return randomBytes(secretBytes).toString('base64url')
}

/** Digests are of one length, which a comparison in constant time needs. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
