import * as z from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import { type MeshKind, meshKinds, nameKind } from '#server/mesh/objects/kinds.ts'

const deadlineMs = 15_000
const keptMs = 600_000
const mostKept = 64

/** Of a document of OpenAPI v3 (kubernetes.io, "OpenAPI V3") what is looked for: schemas, and the kinds that they are of. */
const documentSchema = z.object({
  components: z.object({
    schemas: z.record(
      z.string(),
      z.looseObject({
        'x-kubernetes-group-version-kind': z
          .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
          .optional(),
      }),
    ),
  }),
})

export type ReadSchema = (
  connection: Connection,
  servedAt: string,
  kind: MeshKind,
  signal: AbortSignal,
) => Promise<unknown>

/**
 * Reads the schema of a kind from the cluster's own OpenAPI v3, and remembers it for ten minutes for the identity that
 * read it: a document is a megabyte, and changes when somebody installs another version of the CRDs.
 */
export function createSchemaReader(): ReadSchema {
  const kept = new Map<string, { readonly schema: unknown; readonly untilMs: number }>()
  return async (connection, servedAt, kind, signal) => {
    const key = `${connection.identity} ${servedAt} ${kind}`
    const known = kept.get(key)
    if (known && known.untilMs > Date.now()) return known.schema
    const path = `/openapi/v3${servedAt}`
    const answer = await connection.ask({ path, signal, deadlineMs })
    const document = documentSchema.safeParse(answer)
    const { group } = meshKinds[kind]
    const version = servedAt.slice(servedAt.lastIndexOf('/') + 1)
    const found = Object.values(document.data?.components.schemas ?? {}).find((schema) =>
      schema['x-kubernetes-group-version-kind']?.some(
        (each) => each.group === group && each.version === version && each.kind === nameKind(kind),
      ),
    )
    if (!found) {
      const { address, identity } = connection
      throw describeGarbled({ address, target: path, identity }, document.error?.message ?? 'no such kind')
    }
    const [oldest] = kept.keys()
    if (oldest !== undefined && kept.size >= mostKept) kept.delete(oldest)
    kept.set(key, { schema: found, untilMs: Date.now() + keptMs })
    return found
  }
}
