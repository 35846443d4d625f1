import type { ProblemKind } from '#contract/problem.ts'
import type { Conflict } from '#contract/writing.ts'

export type FindingParams = Readonly<Record<string, string | number>>

export interface ProblemFacts {
  readonly kind: ProblemKind
  /** A code of `messages/en.json` under `problem`; its sentence takes `params`. */
  readonly code: string
  readonly params?: FindingParams
  /** Which data source failed. */
  readonly adapter?: 'kubernetes' | 'prometheus' | 'tracing' | 'istiod' | 'history'
  /** What was asked of it: a URL path, a kind, a query. Never a credential. */
  readonly target?: string
  readonly issues?: readonly { readonly path: string; readonly message: string }[]
  /** For a conflict of a write: what a person needs to decide. */
  readonly conflict?: Conflict
  readonly cause?: unknown
}

/**
 * The one error class of the server. Known by `isProblem`, not by `instanceof`: Next gives instrumentation, pages
 * and route handlers each their own copy of a module.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly kind: ProblemKind
  readonly code: string
  readonly params: FindingParams
  readonly adapter?: ProblemFacts['adapter']
  readonly target?: string
  readonly issues?: ProblemFacts['issues']
  readonly conflict?: Conflict

  constructor(facts: ProblemFacts) {
    super(`${facts.kind}: ${facts.code}`, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.kind = facts.kind
    this.code = facts.code
    this.params = facts.params ?? {}
    if (facts.adapter) this.adapter = facts.adapter
    if (facts.target) this.target = facts.target
    if (facts.issues) this.issues = facts.issues
    if (facts.conflict) this.conflict = facts.conflict
  }
}

export function isProblem(error: unknown): error is Problem {
  return error instanceof Error && error.name === 'Problem' && 'kind' in error && 'code' in error
}
