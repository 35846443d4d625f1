import { type ProblemBody, type ProblemKind, problemSchema } from '#contract/problem.ts'

/**
 * A call that failed, in the browser. `body` is the server's problem+json; it is absent when no such answer came (the
 * console is down, a proxy answered HTML), and then `kind` is `unavailable`, `unauthenticated` or `bug` by the status alone.
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly kind: ProblemKind
  readonly status: number
  readonly retry: boolean
  readonly body: ProblemBody | undefined

  constructor(facts: {
    kind: ProblemKind
    status: number
    retry: boolean
    body?: ProblemBody
    cause?: unknown
  }) {
    super(facts.body?.detail ?? `${facts.kind} (${facts.status})`, { cause: facts.cause })
    this.kind = facts.kind
    this.status = facts.status
    this.retry = facts.retry
    this.body = facts.body
  }
}

export function isApiProblem(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem
}

/** The console itself could not be reached: the network, a stopped process, a proxy in between. */
export function buildUnreachable(cause: unknown): ApiProblem {
  return new ApiProblem({ kind: 'unavailable', status: 0, retry: true, cause })
}

/** Reads a failed answer. What is not our problem+json is told by its status. */
export async function parseProblem(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '')
  const parsed = problemSchema.safeParse(parseJson(text))
  if (parsed.success) {
    const { kind, status, retry } = parsed.data
    return new ApiProblem({ kind, status, retry, body: parsed.data })
  }
  const { status } = response
  const kind = status === 401 ? 'unauthenticated' : status >= 500 ? 'unavailable' : 'bug'
  return new ApiProblem({ kind, status, retry: status >= 500, cause: text.slice(0, 500) })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
