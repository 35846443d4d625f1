import * as z from 'zod'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { cutMetadata } from '#server/adapters/kubernetes/objects/cut-metadata.ts'
import { ApiFailure, describeGarbled, describeNotServed } from '#server/adapters/kubernetes/problems.ts'
import type { ForeignObject, Scale } from '#server/adapters/kubernetes/types.ts'

const deadlineMs = 10_000

const resourceListSchema = z.looseObject({
  resources: z.array(z.looseObject({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
})
const scaleSchema = z.looseObject({
  spec: z.optional(z.looseObject({ replicas: z.optional(z.int()) })),
  status: z.optional(z.looseObject({ replicas: z.optional(z.int()) })),
})

/**
 * An object of a kind that the console does not know, such as the owner of pods: where it is served is asked of the API
 * server's discovery (meta/v1 APIResourceList). Without managedFields. Throws Problem unsupported where the cluster does not serve
 * the kind, and what the API server says.
 */
export async function readForeign(
  connection: Connection,
  object: ForeignObject,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const { path } = await findPlace(connection, object, signal)
  const answer = await connection.ask({ path, signal, deadlineMs })
  if (typeof answer !== 'object' || answer === null || !('metadata' in answer))
    throw describeGarbled(
      { address: connection.address, target: path, identity: connection.identity },
      answer,
    )
  return cutMetadata({ ...answer })
}

/**
 * How many pods such an object wants and has, by its scale subresource (autoscaling/v1 Scale); undefined for a kind without
 * one. Throws as above.
 */
export async function readScale(
  connection: Connection,
  object: ForeignObject,
  signal: AbortSignal,
): Promise<Scale | undefined> {
  const { path, scaled } = await findPlace(connection, object, signal)
  if (!scaled) return undefined
  const target = `${path}/scale`
  const answer = await connection.ask({ path: target, signal, deadlineMs })
  const read = scaleSchema.safeParse(answer)
  if (!read.success)
    throw describeGarbled({ address: connection.address, target, identity: connection.identity }, answer)
  // Go leaves zeros out.
  return { desired: read.data.spec?.replicas ?? 0, current: read.data.status?.replicas ?? 0 }
}

async function findPlace(
  connection: Connection,
  { apiVersion, kind, namespace, name }: ForeignObject,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly scaled: boolean }> {
  const root = apiVersion.includes('/')
    ? `/apis/${encodeVersion(apiVersion)}`
    : `/api/${encodeVersion(apiVersion)}`
  const listed = resourceListSchema.safeParse(
    await connection.ask({ path: root, signal, deadlineMs }).catch((error: unknown) => {
      throw error instanceof ApiFailure && error.status === 404 ? describeNotServed(kind) : error
    }),
  )
  const resources = listed.success ? listed.data.resources : []
  const found = resources.find((each) => each.kind === kind && each.namespaced && !each.name.includes('/'))
  if (!found) throw describeNotServed(kind)
  const path = [root, 'namespaces', encodeURIComponent(namespace), found.name, encodeURIComponent(name)].join(
    '/',
  )
  return { path, scaled: resources.some((each) => each.name === `${found.name}/scale`) }
}

/** Somebody wrote it into an owner reference: nothing in it may lead elsewhere. */
function encodeVersion(apiVersion: string): string {
  return apiVersion
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/^\.+$/, ''))
    .join('/')
}
