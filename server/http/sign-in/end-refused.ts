import type { ProcessState } from '#server/adapters/process-state.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { ViewerSession } from '#server/usecases/context.ts'

/**
 * A session whose own token the API server does not take any more ends, and the person is told why. Whatever else failed
 * is returned as it is.
 */
export async function endRefused(
  error: unknown,
  session: ViewerSession | undefined,
  { adapters: { sessions, kubernetes } }: ProcessState,
): Promise<unknown> {
  const isRefused = isProblem(error) && error.code === 'kubernetes-unauthorized'
  if (!isRefused || !session?.viewer.identity.startsWith('session:')) return error
  await sessions?.end(session.id)
  kubernetes.dismiss(session.viewer.identity)
  return new Problem({ kind: 'unauthenticated', code: 'sign-in-ended', cause: error.cause })
}
