import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'

/** One right in a namespace; `resource` may have a subresource: `pods/portforward`. */
export interface Right {
  readonly verb: string
  readonly resource: string
  readonly namespace: string
  readonly name?: string
}

const deadlineMs = 10_000

/** Those of the rights that the connection's identity lacks (SelfSubjectAccessReview). Throws ApiFailure. */
export async function listMissing(
  connection: Connection,
  rights: readonly Right[],
  signal: AbortSignal,
): Promise<readonly Right[]> {
  const allowed = await Promise.all(rights.map((right) => isAllowed(connection, right, signal)))
  return rights.filter((_, index) => !allowed[index])
}

async function isAllowed(
  connection: Connection,
  { verb, resource: full, namespace, name }: Right,
  signal: AbortSignal,
): Promise<boolean> {
  const [resource, subresource] = full.split('/')
  const apiVersion = 'authorization.k8s.io/v1'
  const resourceAttributes = {
    verb,
    group: '',
    resource,
    namespace,
    ...(subresource ? { subresource } : {}),
    ...(name ? { name } : {}),
  }
  const answer = await connection.ask({
    method: 'POST',
    path: `/apis/${apiVersion}/selfsubjectaccessreviews`,
    body: { apiVersion, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    signal,
    deadlineMs,
  })
  // The review's own form; every field is optional.
  return (answer as { status?: { allowed?: boolean } }).status?.allowed === true
}
