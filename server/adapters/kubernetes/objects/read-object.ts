import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { cutMetadata } from '#server/adapters/kubernetes/objects/cut-metadata.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { ObjectName } from '#server/adapters/kubernetes/types.ts'
import { meshKinds } from '#server/mesh/objects/kinds.ts'

const deadlineMs = 15_000

/**
 * One object as the API server has it now, without managedFields and last-applied-configuration.
 *
 * @param servedAt `/api/v1` or `/apis/<group>/<version>`, where the cluster serves the kind
 */
export async function readObject(
  connection: Connection,
  servedAt: string,
  { kind, namespace, name }: ObjectName,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const { resource, namespaced } = meshKinds[kind]
  const within = namespaced ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  const path = `${servedAt}${within}/${resource}/${encodeURIComponent(name)}`
  const answer = await connection.ask({ path, signal, deadlineMs })
  if (typeof answer !== 'object' || answer === null || !('metadata' in answer))
    throw describeGarbled(
      { address: connection.address, target: path, identity: connection.identity },
      answer,
    )
  return cutMetadata({ ...answer })
}
