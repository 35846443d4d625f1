import type { ProblemBody, ProblemKind } from '#contract/problem.ts'
import { isProblem, Problem } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

/** Status of each kind of problem (RFC 9110, section 15), and whether asking the same again can help. */
export const problemTable: Readonly<
  Record<ProblemKind, { readonly status: number; readonly retry: boolean }>
> = {
  invalid: { status: 400, retry: false },
  unauthenticated: { status: 401, retry: false },
  forbidden: { status: 403, retry: false },
  'not-found': { status: 404, retry: false },
  conflict: { status: 409, retry: false },
  unavailable: { status: 503, retry: true },
  refused: { status: 422, retry: false },
  timeout: { status: 504, retry: true },
  unsupported: { status: 501, retry: false },
  bug: { status: 500, retry: false },
}

/** Codes for which HTTP has a status of its own, finer than the kind's. */
const statusOfCode: Readonly<Record<string, number>> = {
  'method-not-allowed': 405,
  'body-too-large': 413,
  'body-media-type': 415,
  'host-foreign': 421,
  'too-many-streams': 429,
  'sign-in-too-often': 429,
}

export const causeLimit = 500

/** A failure in its wire form. What is not a Problem is a bug, whose own words go to the log, never to the client. */
export function presentProblem(error: unknown, requestId: string): ProblemBody {
  const problem = isProblem(error) ? error : new Problem({ kind: 'bug', code: 'bug', params: { requestId } })
  const { kind, code, params, adapter, target, issues, conflict } = problem
  const cause = describeCause(problem.cause)
  return {
    type: 'about:blank',
    title: wordKey(`problem.${code}.title`, params),
    status: statusOfCode[code] ?? problemTable[kind].status,
    detail: wordKey(`problem.${code}.detail`, params),
    kind,
    code,
    params: { ...params },
    ...(adapter ? { adapter } : {}),
    ...(target ? { target } : {}),
    ...(cause ? { cause } : {}),
    ...(issues ? { issues: issues.map(({ path, message }) => ({ path, message })) } : {}),
    ...(conflict ? { conflict } : {}),
    retry: problemTable[kind].retry,
    requestId,
  }
}

/** The innermost words of a failure, as one trimmed text. */
function describeCause(cause: unknown): string | undefined {
  if (cause === undefined || cause === null) return undefined
  const words =
    cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : JSON.stringify(cause)
  const text = (words ?? '').trim()
  return text.length > causeLimit ? `${text.slice(0, causeLimit - 1)}…` : text || undefined
}

export const problemHeaders: Readonly<Record<string, string>> = {
  'content-type': 'application/problem+json',
  'cache-control': 'private, no-store',
}
