import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure } from '#server/adapters/kubernetes/problems.ts'
import { listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

export interface ServedKind {
  /** Where it is listed: `/api/v1` or `/apis/<group>/<version>`, of the best version that the cluster serves. */
  readonly path: string
  /** All known versions that the cluster serves, the best first. */
  readonly versions: readonly string[]
}
export type ServedKinds = ReadonlyMap<MeshKind, ServedKind>

const deadlineMs = 15_000
const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

interface DiscoveryList {
  readonly kind?: string
  /** Aggregated discovery (apidiscovery.k8s.io/v2). */
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string }
    readonly versions?: readonly {
      readonly version?: string
      readonly resources?: readonly { readonly resource?: string }[]
    }[]
  }[]
  /** Plain discovery (meta/v1 APIGroupList). */
  readonly groups?: readonly {
    readonly name?: string
    readonly versions?: readonly { readonly version?: string }[]
  }[]
}

/** Asks which kinds the cluster serves, in one question where aggregated discovery is offered (Kubernetes 1.26 on). */
export async function discoverKinds(connection: Connection, signal: AbortSignal): Promise<ServedKinds> {
  const body = (await connection.ask({
    path: '/apis',
    accept: aggregated,
    signal,
    deadlineMs,
  })) as DiscoveryList // the API's own form; every field is optional and checked where it is read
  const served =
    body.kind === 'APIGroupDiscoveryList' ? readAggregated(body) : await readPlain(connection, body, signal)
  const kinds = new Map<MeshKind, ServedKind>()
  for (const kind of listMeshKinds()) {
    const { group, resource, versions } = meshKinds[kind]
    if (group === '') kinds.set(kind, { path: '/api/v1', versions })
    else {
      const there = versions.filter((candidate) => served.has(`${group}/${candidate}/${resource}`))
      if (there[0]) kinds.set(kind, { path: `/apis/${group}/${there[0]}`, versions: there })
    }
  }
  return kinds
}

function readAggregated(body: DiscoveryList): ReadonlySet<string> {
  return new Set(
    (body.items ?? []).flatMap((group) =>
      (group.versions ?? []).flatMap((version) =>
        (version.resources ?? []).map(
          ({ resource }) => `${group.metadata?.name}/${version.version}/${resource}`,
        ),
      ),
    ),
  )
}

async function readPlain(
  connection: Connection,
  body: DiscoveryList,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const wanted = new Set(
    Object.values(meshKinds).flatMap(({ group, versions }) => versions.map((v) => `${group}/${v}`)),
  )
  const offered = (body.groups ?? []).flatMap(({ name, versions }) =>
    (versions ?? []).map(({ version }) => `${name}/${version}`),
  )
  const found = await Promise.all(
    offered
      .filter((groupVersion) => wanted.has(groupVersion))
      .map(async (groupVersion) => {
        const list = await connection
          .ask({ path: `/apis/${groupVersion}`, signal, deadlineMs })
          // A group whose own server is away (an aggregated API) does not hide the others.
          .catch((error) => {
            if (error instanceof ApiFailure && error.status >= 400) return {}
            throw error
          })
        const { resources = [] } = list as { resources?: readonly { name?: string }[] } // meta/v1 APIResourceList
        return resources.map(({ name }) => `${groupVersion}/${name}`)
      }),
  )
  return new Set(found.flat())
}
