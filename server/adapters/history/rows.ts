import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import type { ChangeRow } from '#server/adapters/database/tables.ts'
import type {
  ChangeWithVersions,
  NewChange,
  StoredChange,
  StoredVersion,
} from '#server/adapters/history/types.ts'

/** Larger versions are not kept, and their change says so: configuration is text of people. */
const mostBytes = 256 * 1024

/** Twelve digits of time, then chance: ids sort in the order of time, and ids of the same moment differ. */
export function createId(atMs: number): string {
  return `${atMs.toString(16).padStart(12, '0')}${randomBytes(8).toString('hex')}`
}

export function buildRow(cluster: string, id: string, change: NewChange, outcome: string): ChangeRow {
  const [before, after] = [formatVersion(change.before), formatVersion(change.after)]
  return {
    id,
    cluster,
    at_ms: change.atMs,
    api_group: change.group,
    api_version: change.apiVersion,
    kind: change.kind,
    namespace: change.namespace,
    place: change.kind === 'Namespace' ? change.name : change.namespace,
    name: change.name,
    who: change.who,
    how: change.how,
    action: change.action,
    reason: change.reason ?? null,
    outcome,
    failure: null,
    paths: JSON.stringify(change.paths),
    change_count: change.changeCount,
    base_version: change.baseVersion ?? null,
    result_version: change.resultVersion ?? null,
    before: before.text,
    before_kept: before.kept,
    after: after.text,
    after_kept: after.kept,
    undoes: change.undoes ?? null,
    undone_by: null,
    unwatched_since_ms: change.unwatchedSinceMs ?? null,
  }
}

/** What a side of a change is written as; undefined is a side on which there is no object. */
export function formatVersion(object: unknown): { readonly text: string | null; readonly kept: number } {
  if (object === undefined) return { text: null, kept: 1 }
  const text = JSON.stringify(object)
  return Buffer.byteLength(text) > mostBytes ? { text: null, kept: 0 } : { text, kept: 1 }
}

const params = z.record(z.string(), z.union([z.string(), z.number()]))
/** A row is read as what any version of the console may have written. */
const rowSchema = z.object({
  how: z.enum(['vardia', 'elsewhere']).catch('elsewhere'),
  action: z.enum(['create', 'update', 'remove']),
  outcome: z.enum(['pending', 'applied', 'failed', 'unknown']).catch('unknown'),
  paths: z.array(z.string()).catch([]),
  failure: z.object({ code: z.string(), params }).optional().catch(undefined),
})
const objectSchema = z.record(z.string(), z.unknown())

export function readChange(row: ChangeRow): StoredChange {
  const { how, action, outcome, paths, failure } = rowSchema.parse({
    ...{ how: row.how, action: row.action, outcome: row.outcome },
    paths: parse(row.paths),
    failure: row.failure === null ? undefined : parse(row.failure),
  })
  return {
    ...{ id: row.id, atMs: Number(row.at_ms), how, action, outcome, paths, who: row.who },
    group: row.api_group,
    apiVersion: row.api_version,
    ...{ kind: row.kind, namespace: row.namespace, name: row.name },
    changeCount: row.change_count,
    ...(failure ? { failure } : {}),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.base_version === null ? {} : { baseVersion: row.base_version }),
    ...(row.result_version === null ? {} : { resultVersion: row.result_version }),
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
    ...(row.undone_by === null ? {} : { undoneBy: row.undone_by }),
    ...(row.unwatched_since_ms === null ? {} : { unwatchedSinceMs: Number(row.unwatched_since_ms) }),
  }
}

export function readVersions(row: ChangeRow): ChangeWithVersions {
  return {
    change: readChange(row),
    before: readVersion(row.before, row.before_kept),
    after: readVersion(row.after, row.after_kept),
  }
}

function readVersion(text: string | null, kept: number): StoredVersion {
  if (kept === 0) return { kept: false }
  if (text === null) return { kept: true, object: undefined }
  const object = objectSchema.safeParse(parse(text))
  return object.success ? { kept: true, object: object.data } : { kept: false }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
