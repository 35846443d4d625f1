import { openTrailDatabase } from '#cli/audit/open-trail.ts'
import { exitCodes } from '#cli/exit-codes.ts'
import type { Flags } from '#cli/settings.ts'
import type { AuditFault } from '#server/adapters/audit/types.ts'
import { findRowHash, verifyChain } from '#server/adapters/audit/verify-chain.ts'
import { Problem } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

const pieceRows = 10_000

/** Verifies the whole trail; ends with 1 where a row is not as it was written. Throws Problem. */
export async function verifyTrail(flags: Flags): Promise<void> {
  const expected = parseExpected(flags['expect'])
  const database = openTrailDatabase(flags)
  try {
    const first = await database.use((db) => verifyChain(db, 0, pieceRows))
    let found = first
    while (!found.isDone) {
      const { to } = found
      found = await database.use((db) => verifyChain(db, to, pieceRows))
    }
    const fault = found.fault ?? (await findUnexpected(expected))
    if (fault) {
      process.stdout.write(`${wordKey(`finding.audit-${fault.what}`, { row: fault.seq })}\n`)
      process.exitCode = exitCodes.failed
      return
    }
    const words = { from: first.from, to: found.to }
    process.stdout.write(`${wordKey('finding.audit-whole', words)}\n${found.head}:${found.headHash}\n`)
  } finally {
    await database.close()
  }

  /** The row that somebody noted before has another hash now, or is gone. */
  async function findUnexpected(wanted: Expected | undefined): Promise<AuditFault | undefined> {
    if (!wanted) return undefined
    const hash = await database.use((db) => findRowHash(db, wanted.seq))
    if (hash === undefined) return { seq: wanted.seq, what: 'missing' }
    return hash === wanted.hash ? undefined : { seq: wanted.seq, what: 'changed' }
  }
}

interface Expected {
  readonly seq: number
  readonly hash: string
}

function parseExpected(given: Flags[string]): Expected | undefined {
  if (typeof given !== 'string') return undefined
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(given) ?? []
  if (seq && hash) return { seq: Number(seq), hash: hash.toLowerCase() }
  throw new Problem({ kind: 'invalid', code: 'audit-expect-malformed' })
}
