import type { FindingParams, Problem } from '#server/problem.ts'

export type ChangeOutcome = 'pending' | 'applied' | 'failed' | 'unknown'

/** One object, wherever it is kept. */
export interface ChangedObject {
  /** The group without its version: an object is the same through each version of its kind. */
  readonly group: string
  readonly kind: string
  /** '' for kinds without namespace. */
  readonly namespace: string
  readonly name: string
}

/** What a change is of and by whom, as it is known when it begins. */
export interface NewChange extends ChangedObject {
  readonly apiVersion: string
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly who: string
  readonly how: 'vardia' | 'elsewhere'
  readonly action: 'create' | 'update' | 'remove'
  readonly reason?: string
  /** Values that change, as `spec.http[0].timeout`. */
  readonly paths: readonly string[]
  readonly changeCount: number
  /** The resourceVersion that it was made of. */
  readonly baseVersion?: string
  /** The resourceVersion that it led to, where it is known already. */
  readonly resultVersion?: string
  /** Objects of JSON without what the API server writes; undefined where there is none or it is not known. */
  readonly before?: unknown
  readonly after?: unknown
  /** The change that this one takes back. */
  readonly undoes?: string
  /** Of a change that nobody saw: when the object was last known as it was before. `atMs` is when it was found so. */
  readonly unwatchedSinceMs?: number
}

export interface StoredChange extends Omit<NewChange, 'before' | 'after'> {
  readonly id: string
  readonly outcome: ChangeOutcome
  readonly failure?: { readonly code: string; readonly params: FindingParams }
  readonly undoneBy?: string
}

/** One side of a change: what was or is there, or that it was not kept. */
export type StoredVersion =
  | { readonly kept: true; readonly object: Readonly<Record<string, unknown>> | undefined }
  | { readonly kept: false }

export interface ChangeWithVersions {
  readonly change: StoredChange
  readonly before: StoredVersion
  readonly after: StoredVersion
}

/** How a change ended. */
export type Settlement =
  | { readonly outcome: 'applied'; readonly resultVersion?: string; readonly after?: unknown }
  | {
      readonly outcome: 'failed'
      readonly failure: { readonly code: string; readonly params: FindingParams }
    }
  | { readonly outcome: 'unknown' }

export interface HistoryQuestion {
  /** Pairs of group, kind and namespace that may be told; `namespaces` undefined means all. */
  readonly seen: readonly SeenKind[]
  readonly name?: string
  readonly sinceMs?: number
  readonly untilMs?: number
  readonly how?: 'vardia' | 'elsewhere'
  /** Only what is older than this change. */
  readonly after?: string
  readonly limit: number
}

export interface SeenKind {
  readonly group: string
  readonly kind: string
  /** Undefined: everywhere. A Namespace is of itself; other kinds without namespace are of ''. */
  readonly namespaces: readonly string[] | undefined
}

export interface HistoryStatus {
  readonly place: 'sqlite' | 'postgresql' | 'memory'
  /** Why what is kept ends with the process. */
  readonly problem?: Problem
  readonly retentionDays: number
  /** Since when changes made elsewhere are noticed. */
  readonly watchedSinceMs?: number
}

/**
 * What was changed in one cluster. Every verb throws Problem unavailable when the database does not answer.
 */
export interface HistoryAdapter {
  /** Keeps a change: `pending` of one that is about to be made, `applied` of one that was noticed. Returns its id. */
  keep(change: NewChange, outcome: 'pending' | 'applied'): Promise<string>
  /** Says how a pending change ended. One that is settled already stays as it is. */
  settle(id: string, settlement: Settlement): Promise<void>
  /** The newest first. */
  list(question: HistoryQuestion): Promise<readonly StoredChange[]>
  read(id: string): Promise<ChangeWithVersions | undefined>
  /** The newest change of each object that is stored, at most 5,000. */
  listNewest(): Promise<readonly ChangeWithVersions[]>
  /** Pending ones that began before a moment, the oldest first, at most a hundred. */
  listPending(beforeMs: number): Promise<readonly ChangeWithVersions[]>
  /** Says since when changes made elsewhere are noticed, as the status tells it. */
  noteWatch(sinceMs: () => number | undefined): void
  status(): HistoryStatus
  close(): Promise<void>
}
