import { z } from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import type { ClusterUser } from '#server/adapters/kubernetes/signed-in/types.ts'
import { Problem } from '#server/problem.ts'

const deadlineMs = 10_000

const reviewSchema = z.object({
  status: z.object({
    userInfo: z.object({
      username: z.string().min(1),
      uid: z.string().optional(),
      groups: z.array(z.string()).default([]),
      extra: z.record(z.string(), z.array(z.string())).optional(),
    }),
  }),
})

/**
 * Asks the API server whom it takes the connection's token for (authentication.k8s.io/v1 SelfSubjectReview, since
 * Kubernetes 1.28). An older one is asked for rights, which proves the token, and the name is the token's own claim
 * `sub`. Throws Problem unauthenticated when the token is refused.
 */
export async function readTokenUser(
  connection: Connection,
  token: string,
  signal: AbortSignal,
): Promise<ClusterUser> {
  const review = (apiVersion: string, kind: string, spec?: object) =>
    connection.ask({
      method: 'POST',
      path: `/apis/${apiVersion}/${kind.toLowerCase()}s`,
      body: { apiVersion, kind, ...(spec && { spec }) },
      signal,
      deadlineMs,
    })
  try {
    const answer = reviewSchema.parse(await review('authentication.k8s.io/v1', 'SelfSubjectReview'))
    const { username, uid, groups, extra } = answer.status.userInfo
    return { name: username, groups, ...(uid ? { uid } : {}), ...(extra ? { extra } : {}) }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (error.status === 401) throw describeRefused()
    if (error.status !== 404 && error.status !== 403) throw error
  }
  const resourceAttributes = { verb: 'list', group: '', resource: 'pods' }
  await review('authorization.k8s.io/v1', 'SelfSubjectAccessReview', { resourceAttributes }).catch(
    (error) => {
      throw error instanceof ApiFailure && error.status === 401 ? describeRefused() : error
    },
  )
  return { name: readSubject(token), groups: [] }
}

function describeRefused(): Problem {
  return new Problem({ kind: 'unauthenticated', code: 'token-refused', adapter: 'kubernetes' })
}

/** RFC 7519, section 4.1.2. The API server has verified the token before. */
function readSubject(token: string): string {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return String(Reflect.get(Object(claims), 'sub') ?? '') || unknownName
  } catch {
    return unknownName
  }
}

const unknownName = 'token'
