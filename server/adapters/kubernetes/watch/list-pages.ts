import { wait } from '#server/adapters/kubernetes/backoff.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure, describeGarbled } from '#server/adapters/kubernetes/problems.ts'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

export interface ListedObjects {
  readonly objects: readonly ObjectOf<MeshKind>[]
  /** The moment of the whole list, from which a watch goes on. */
  readonly resourceVersion: string
}

const pageLimit = 500
const pageDeadlineMs = 30_000
const restarts = 3

interface Page {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
  readonly items?: readonly RawObject[]
}

/**
 * Lists a collection page by page, keeping of each object only what the snapshot keeps. When a page's token has expired
 * (410: the list took longer than the API server remembers) the list begins anew, so that it never mixes two moments.
 */
export async function listPages(
  connection: Connection,
  collection: Collection,
  pool: StringPool,
  signal: AbortSignal,
): Promise<ListedObjects> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listOnce(connection, collection, pool, signal)
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== 410 || attempt > restarts) throw error
      await wait(200 * attempt * (0.5 + Math.random()), signal)
    }
  }
}

async function listOnce(
  connection: Connection,
  collection: Collection,
  pool: StringPool,
  signal: AbortSignal,
): Promise<ListedObjects> {
  const objects: ObjectOf<MeshKind>[] = []
  let token = ''
  for (;;) {
    const query = new URLSearchParams({ limit: String(pageLimit), ...collection.query })
    if (token) query.set('continue', token)
    // The form of every list of the API (meta/v1 ListMeta); all fields optional, checked below.
    const page = (await connection.ask({
      path: `${collection.path}?${query}`,
      signal,
      deadlineMs: pageDeadlineMs,
    })) as Page
    const resourceVersion = page.metadata?.resourceVersion
    if (!Array.isArray(page.items) && page.items !== null && page.items !== undefined)
      throw notAList(connection, collection)
    if (!resourceVersion) throw notAList(connection, collection)
    for (const item of page.items ?? []) objects.push(pruneObject(collection.kind, item, pool))
    token = page.metadata?.continue ?? ''
    if (!token) return { objects, resourceVersion }
  }
}

function notAList(connection: Connection, collection: Collection): ApiFailure {
  const asked = { address: connection.address, target: collection.path, identity: connection.identity }
  return describeGarbled(asked, 'the answer is not a list with a resourceVersion')
}
