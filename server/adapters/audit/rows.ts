import { createHash } from 'node:crypto'
import * as z from 'zod'
import {
  type AuditSeal,
  auditActs,
  auditOutcomes,
  type NewAuditEvent,
  type StoredAuditEvent,
} from '#server/adapters/audit/types.ts'
import type { AuditRow } from '#server/adapters/database/tables.ts'

type Unlinked = Omit<AuditRow, 'prev_hash' | 'hash' | 'seq'>

/** Texts are of clients: what databases disagree about is taken out, and nobody fills the trail with one row. */
const longest = 512
const mostNamed = 100

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd').slice(0, longest).toWellFormed()
}

/** A row but for its place in the chain. */
export function buildRow(cluster: string, event: NewAuditEvent, seal?: AuditSeal): Unlinked {
  const { atMs, act, outcome, who, namespace, settles, groups, namespaces, times, ...texts } = event
  const told = Object.entries(texts).flatMap(([key, text]) =>
    text === undefined || text === '' ? [] : [[key, clean(text)] as const],
  )
  const facts = {
    ...Object.fromEntries(told),
    ...(groups && groups.length > 0 ? { groups: groups.slice(0, mostNamed).map(clean) } : {}),
    ...(namespaces ? { namespaces: namespaces.slice(0, mostNamed).map(clean) } : {}),
    ...(times === undefined || times === 1 ? {} : { times }),
    ...(seal ? { seal } : {}),
  }
  return {
    at_ms: Math.trunc(atMs),
    cluster: clean(cluster),
    ...{ act, outcome, who: clean(who), namespace: clean(namespace) },
    settles: settles ?? null,
    facts: JSON.stringify(facts),
  }
}

/** The row at its place: it names the row before by that one's hash, and itself by its own. */
export function linkRow(row: Unlinked, after: { readonly seq: number; readonly hash: string }): AuditRow {
  const linked = { ...row, seq: after.seq + 1, prev_hash: after.hash }
  return { ...linked, hash: hashRow(linked) }
}

/**
 * SHA-256 (FIPS 180-4) over the hash before and the row's values as a JSON list in a fixed order; `1` is the version of
 * that order.
 */
export function hashRow(row: Omit<AuditRow, 'hash'>): string {
  const settles = row.settles === null ? null : Number(row.settles)
  const values = [
    ...[1, Number(row.seq), Number(row.at_ms), row.cluster, row.act, row.outcome, row.who, row.namespace],
    ...[settles, row.facts],
  ]
  return createHash('sha256')
    .update(`${row.prev_hash}\n${JSON.stringify(values)}`)
    .digest('hex')
}

const text = z.string().optional().catch(undefined)
const names = z.array(z.string()).optional().catch(undefined)
/** A row is read as what any version of the console, or anybody else, may have written. */
const factsSchema = z
  .object({
    ...{ method: text, peer: text, requestId: text, call: text, kind: text, name: text, action: text },
    ...{ code: text, reason: text, change: text, groups: names, namespaces: names },
    times: z.number().int().positive().optional().catch(undefined),
    seal: z
      .object({ upTo: z.number().int(), hash: z.string(), rows: z.number().int() })
      .optional()
      .catch(undefined),
  })
  .catch({})
const rowSchema = z.object({
  act: z.enum(auditActs).catch('gap'),
  outcome: z.enum(auditOutcomes).catch('failed'),
})

export function readRow(row: AuditRow): StoredAuditEvent {
  const { act, outcome } = rowSchema.parse(row)
  const facts = Object.entries(factsSchema.parse(parse(row.facts))).filter(([, value]) => value !== undefined)
  return {
    seq: Number(row.seq),
    atMs: Number(row.at_ms),
    ...{ act, outcome, who: row.who, namespace: row.namespace, hash: row.hash },
    ...(row.settles === null ? {} : { settles: Number(row.settles) }),
    ...Object.fromEntries(facts),
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return {}
  }
}
