import { basePath } from '#components/query/base-path.ts'
import type { ProblemBody } from '#contract/problem.ts'

/** Leaves for the sign-in, which leads back to this very page; drafts stay in the tab. */
export function goToSignIn(): void {
  const { pathname, search } = window.location
  const from = pathname.slice(basePath.length)
  if (from !== '/sign-in')
    window.location.assign(`${basePath}/sign-in?return=${encodeURIComponent(from + search)}`)
}

/** Whoever is not signed in any more goes to do so and comes back. */
export function leaveUnknown<Failure extends { readonly body: Pick<ProblemBody, 'code'> | undefined }>(
  problem: Failure,
): Failure {
  if (/^sign-in-(needed|ended)$/.test(problem.body?.code ?? '')) goToSignIn()
  return problem
}
