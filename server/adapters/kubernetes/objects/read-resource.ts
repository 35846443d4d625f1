import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { formatResourcePath } from '#server/adapters/kubernetes/objects/resource-path.ts'
import { ApiFailure, describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { ResourceName } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 15_000

/** The object as the API server has it, whole; undefined where there is none of that name. */
export async function readResource(
  connection: Connection,
  resource: ResourceName,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = formatResourcePath(resource, 'object')
  try {
    return readObjectBody(connection, path, await connection.ask({ path, signal, deadlineMs }))
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return undefined
    throw error
  }
}

/** What is no object of Kubernetes is no answer. */
export function readObjectBody(
  { address, identity }: Connection,
  target: string,
  body: unknown,
): Readonly<Record<string, unknown>> {
  if (typeof body !== 'object' || body === null || !('metadata' in body))
    throw describeGarbled({ address, target, identity }, body)
  return { ...body }
}
