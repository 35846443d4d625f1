import { cutForSharing } from '#cli/gather/cut-for-sharing.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure, problemOf } from '#server/adapters/kubernetes/problems.ts'
import type { UnseenKind } from '#server/adapters/kubernetes/types.ts'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import { configMapCollection, createPlan } from '#server/adapters/kubernetes/watch/plan-collections.ts'
import { listMeshConfigNames } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import { listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'

const pageLimit = 500
const pageDeadlineMs = 30_000

/** One page of a collection, as a list that kubectl can read too. */
export interface ObjectPage {
  readonly kind: MeshKind
  readonly text: string
}

export interface GatheredObjects {
  pages(): AsyncGenerator<ObjectPage>
  /** Known when the pages are through. */
  unseen(): readonly UnseenKind[]
  /** The namespaces that were looked at, where those were not all. */
  namespaces(): readonly string[] | undefined
}

/**
 * All objects of the kinds that the console reads, whole but for what nobody should share, as the person who asks may
 * list them. A kind that is refused or fails is left out and told. Throws Problem when the cluster does not answer.
 */
export function gatherObjects(
  connection: Connection,
  place: { readonly namespaces: readonly string[]; readonly rootNamespace: string },
  signal: AbortSignal,
): GatheredObjects {
  const plan = createPlan(connection, place.namespaces, place.rootNamespace)
  const unseen = new Map<MeshKind, UnseenKind>()
  async function* pages(): AsyncGenerator<ObjectPage> {
    const collections = await plan.read(signal).catch((error: unknown) => {
      throw problemOf(error)
    })
    const served = plan.served()
    for (const kind of listMeshKinds())
      if (!served.has(kind)) unseen.set(kind, { kind, reason: 'not-served' })
    const scope = plan.scope()
    if (scope) yield formatPage('Namespace', 'v1', scope.objects)
    const deployments: RawObject[] = []
    for (const collection of collections.filter(({ kind }) => kind !== 'ConfigMap'))
      yield* listCollection(collection, (items) => {
        if (collection.kind === 'Deployment') deployments.push(...items)
      })
    const pruned = deployments.map((each) => pruneObject('Deployment', each))
    for (const name of listMeshConfigNames(pruned, place.rootNamespace))
      yield* listCollection(configMapCollection(place.rootNamespace, name), () => undefined)
  }
  async function* listCollection(
    collection: Collection,
    see: (items: readonly RawObject[]) => void,
  ): AsyncGenerator<ObjectPage> {
    const { kind } = collection
    try {
      for await (const items of listPages(connection, collection, signal)) {
        see(items)
        yield formatPage(kind, readVersion(collection.path), items)
      }
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      const reason = error.status === 403 ? 'forbidden' : 'failing'
      unseen.set(kind, { kind, reason, problem: error.problem })
    }
  }
  return { pages, unseen: () => [...unseen.values()], namespaces: () => plan.scope()?.names }
}

async function* listPages(
  connection: Connection,
  { path, query }: Collection,
  signal: AbortSignal,
): AsyncGenerator<readonly RawObject[]> {
  let token = ''
  do {
    const asked = new URLSearchParams({
      limit: String(pageLimit),
      ...query,
      ...(token ? { continue: token } : {}),
    })
    // The form of every list of the API (meta/v1 ListMeta); all fields are optional.
    const page = (await connection.ask({
      path: `${path}?${asked}`,
      signal,
      deadlineMs: pageDeadlineMs,
    })) as { items?: readonly RawObject[] | null; metadata?: { continue?: string } }
    if (page.items?.length) yield page.items
    token = page.metadata?.continue ?? ''
  } while (token)
}

/** `v1` of `/api/v1/pods`, `apps/v1` of `/apis/apps/v1/…`. */
function readVersion(path: string): string {
  return /^\/apis\/([^/]+\/[^/]+)/.exec(path)?.[1] ?? 'v1'
}

/** Lists of the API leave out what their items are. */
function formatPage(kind: MeshKind, apiVersion: string, items: readonly RawObject[]): ObjectPage {
  const word = kind === 'IstioGateway' ? 'Gateway' : kind
  const whole = items.map((item) => cutForSharing({ ...item, apiVersion, kind: word }))
  return { kind, text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: whole }) }
}

/** A kind in the words of kubectl. */
export function nameResource(kind: MeshKind): string {
  const { group, resource } = meshKinds[kind]
  return group ? `${resource}.${group}` : resource
}
