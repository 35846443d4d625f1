import type { Problem } from '#server/problem.ts'

/**
 * What was done. `seal` and `gap` are of the trail itself: rows left it, or could not be written to it. `identity`: whoever
 * was signed in chose to look as somebody else.
 */
export const auditActs = [
  ...(['sign-in', 'sign-out', 'identity', 'read', 'preview', 'write'] as const),
  ...(['refusal', 'seal', 'gap'] as const),
] as const
export type AuditAct = (typeof auditActs)[number]

/** `begun` of a write that is about to be sent; a second row tells how it ended. */
export const auditOutcomes = ['begun', 'done', 'failed', 'refused'] as const
export type AuditOutcome = (typeof auditOutcomes)[number]

/** One act of one person. No token, cookie, or text of an object is ever part of it. */
export interface NewAuditEvent {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  readonly act: AuditAct
  readonly outcome: AuditOutcome
  /** '' where nobody is known. */
  readonly who: string
  readonly groups?: readonly string[]
  /** How they signed in. */
  readonly method?: string
  /** The address that the front door believes to be the client's. */
  readonly peer?: string
  readonly requestId?: string
  /** The name of a call of the API. */
  readonly call?: string
  readonly kind?: string
  /** '' for what is of no namespace; a Namespace is of itself. */
  readonly namespace: string
  /** Of a question about several: all of them. */
  readonly namespaces?: readonly string[]
  readonly name?: string
  /** create, update, remove. */
  readonly action?: string
  /** The code of the Problem that it ended with. */
  readonly code?: string
  /** Why, in the words of who did it. */
  readonly reason?: string
  /** The id of the change in the history. */
  readonly change?: string
  /** The row of which this tells the outcome. */
  readonly settles?: number
  /** So many alike stand in this row; 1 when absent. */
  readonly times?: number
}

export interface StoredAuditEvent extends NewAuditEvent {
  readonly seq: number
  readonly hash: string
  /** Of a seal: the last row that left the trail, its hash, and how many left with it. */
  readonly seal?: AuditSeal
}

export interface AuditSeal {
  readonly upTo: number
  readonly hash: string
  readonly rows: number
}

export interface AuditQuestion {
  /** Whether a row may be told to who asks. */
  readonly isSeen: (event: StoredAuditEvent) => boolean
  readonly who?: string | undefined
  readonly act?: AuditAct | undefined
  readonly outcome?: AuditOutcome | undefined
  readonly namespace?: string | undefined
  readonly sinceMs?: number
  readonly untilMs?: number
  /** Only what is older than this row. */
  readonly before?: number | undefined
  readonly limit: number
}

/** What was found of the chain so far. */
export interface AuditVerification {
  /** Rows up to this one hold together; the first `from` of them are sealed or were verified before. */
  readonly from: number
  readonly to: number
  /** The newest row, as the store says. */
  readonly head: number
  readonly headHash: string
  /** Everything up to the head was looked at, or a fault was found. */
  readonly isDone: boolean
  readonly fault?: AuditFault
}

/**
 * The first row that is not as it was written. `changed`: its content does not give its hash. `displaced`: it does not
 * follow the row before. `missing`: it is not there. `added`: it is beyond the end of the chain.
 */
export interface AuditFault {
  readonly seq: number
  readonly what: 'changed' | 'displaced' | 'missing' | 'added'
}

export interface AuditStatus {
  readonly place: 'sqlite' | 'postgresql' | 'memory'
  /** Why rows cannot be written now, or end with the process. */
  readonly problem?: Problem
  /** Events that wait to be written. */
  readonly waiting: number
}

/** The audit trail of a store, which consoles of several clusters may share. */
export interface AuditAdapter {
  /** Adds a row and waits until it is kept. Returns its number. Throws Problem unavailable when it cannot be kept. */
  append(event: NewAuditEvent): Promise<number>
  /**
   * Adds a row when it can. Resolves when it is kept, so that nothing is answered of which a process that is killed leaves
   * no row, and after a second at most: it is tried on then. Of alike events within `alikeMs` the first is a row, and the
   * others together one more. What cannot be kept for long is counted in a row of its own (`gap`).
   */
  note(event: NewAuditEvent, alikeMs?: number): Promise<void>
  /** The newest first, of this cluster. `next` is what to ask with (`before`) for older ones. */
  list(
    question: AuditQuestion,
  ): Promise<{ readonly items: readonly StoredAuditEvent[]; readonly next?: number }>
  /** Verifies at most `limit` rows after one that was verified before. Throws Problem unavailable. */
  verify(after: number, limit: number): Promise<AuditVerification>
  status(): AuditStatus
  close(): Promise<void>
}
