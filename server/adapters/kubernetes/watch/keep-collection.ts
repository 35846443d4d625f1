import { type Backoff, createBackoff, wait } from '#server/adapters/kubernetes/backoff.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure, describeGarbled, describeStatus } from '#server/adapters/kubernetes/problems.ts'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import { type ListedObjects, listPages } from '#server/adapters/kubernetes/watch/list-pages.ts'
import { readLines } from '#server/adapters/kubernetes/watch/read-lines.ts'
import type { Returns } from '#server/adapters/kubernetes/watch/returns.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import type { StringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { ObjectOf } from '#server/mesh/objects/types.ts'

/** What a collection tells while it is kept. */
export interface CollectionSink {
  replace(listed: ListedObjects): void
  put(object: ObjectOf<MeshKind>): void
  remove(object: ObjectOf<MeshKind>): void
  /** Listed, and the watch is open. Called again after each recovery. */
  healthy(): void
  failed(failure: unknown): void
  /** The collection may not be read, or is not served: what it held is forgotten. */
  refused(failure: unknown): void
}

export interface KeepOptions {
  /** Silence after which a watch counts as dead. */
  readonly idleMs: number
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  /** A refused kind is asked again now and then: rights change, and so does what is served. */
  readonly refusedRetryMs: number
}

export const defaultKeepOptions: KeepOptions = {
  idleMs: 150_000,
  firstRetryMs: 500,
  longestRetryMs: 30_000,
  refusedRetryMs: 60_000,
}

const openDeadlineMs = 20_000
const lineLimitBytes = 8 * 1024 * 1024

interface WatchEvent {
  readonly type?: string
  readonly object?: RawObject & { readonly code?: number; readonly message?: string }
}

interface Keeper {
  readonly connection: Connection
  readonly collection: Collection
  readonly sink: CollectionSink
  readonly pool: StringPool
  readonly options: KeepOptions
  /** Shared by all collections of a server, so that the first to reach it again calls the others. */
  readonly returns: Returns
  readonly signal: AbortSignal
}

/**
 * Lists a collection once and then follows its watch, for as long as the signal lives. A watch that ends or breaks goes
 * on from the last version seen; only "too old" (410) lists anew. The way of client-go's reflector
 * (k8s.io/client-go `tools/cache/reflector.go`) and of kubernetes.io "Efficient detection of changes".
 */
export async function keepCollection(keeper: Keeper): Promise<void> {
  const { signal, sink, options } = keeper
  const backoff = createBackoff(options.firstRetryMs, options.longestRetryMs)
  // A server that calls every version too old must not be asked for lists in a circle.
  const expired = createBackoff(options.firstRetryMs, options.longestRetryMs)
  let from: string | undefined
  let shortLived = 0
  let refusals = 0
  while (!signal.aborted) {
    try {
      if (from === undefined) {
        const listed = await listPages(keeper.connection, keeper.collection, keeper.pool, signal)
        sink.replace(listed)
        from = listed.resourceVersion
      }
      const watch = await follow(keeper, from)
      from = watch.last
      refusals = 0
      if (watch.failure) throw watch.failure
      shortLived = watch.lived ? 0 : shortLived + 1
      if (shortLived >= shortLivedLimit) throw watchKeepsEnding(keeper)
      if (watch.lived) {
        backoff.reset()
        expired.reset()
      }
      // A watch ends by itself every few minutes; all of them at once would come back in step.
      await wait(watch.lived ? 20 + Math.random() * 80 : backoff.nextMs(), signal)
    } catch (failure) {
      if (signal.aborted) return
      if (failure instanceof ApiFailure && failure.status === 410) {
        from = undefined
        await wait(expired.nextMs(), signal)
        continue
      }
      if (isRefusal(failure) && (from === undefined || refusals >= refusalLimit)) {
        // What a refused collection held is forgotten, so it begins with a list when it is allowed again.
        from = undefined
        sink.refused(failure)
        await wait(options.refusedRetryMs * (0.8 + Math.random() * 0.4), signal)
        continue
      }
      refusals = isRefusal(failure) ? refusals + 1 : 0
      sink.failed(failure)
      await waitToRetry(keeper, failure, backoff)
    }
  }
}

/**
 * An API server that has just started says 403 before it knows its roles, and 404 before it knows its CRDs. So what could
 * be read until now counts as refused only when it is refused again and again.
 */
const refusalLimit = 4

/** What was not answered at all is asked as soon as another collection is; who was answered waits its time. */
function waitToRetry({ returns, signal }: Keeper, failure: unknown, backoff: Backoff): Promise<void> {
  if (!(failure instanceof ApiFailure)) return wait(backoff.nextMs(), signal)
  const ms = backoff.nextMs(failure.retryAfterMs)
  return failure.status === 0 ? returns.wait(ms, signal) : wait(ms, signal)
}

/** The identity may not read the kind, or the cluster does not serve it (any more). */
export function isRefusal(failure: unknown): boolean {
  return failure instanceof ApiFailure && (failure.status === 403 || failure.status === 404)
}

interface EndedWatch {
  /** The version to go on from. */
  readonly last: string
  /** It brought something, or stood for a while: it was a watch, however it ended. */
  readonly lived: boolean
  /** What the server said instead of events. */
  readonly failure?: ApiFailure
}

/** Follows one watch to its end. A connection that was cut is an everyday thing: the watch has just ended. */
async function follow(keeper: Keeper, from: string): Promise<EndedWatch> {
  const { connection, collection, sink, signal, options } = keeper
  const query = new URLSearchParams({
    ...collection.query,
    watch: '1',
    allowWatchBookmarks: 'true',
    resourceVersion: from,
    // The server ends the watch after this; spread, so that not all end together.
    timeoutSeconds: String(Math.round(240 + Math.random() * 120)),
  })
  const response = await connection.stream({
    path: `${collection.path}?${query}`,
    signal,
    deadlineMs: openDeadlineMs,
  })
  const stop = () => response.destroy()
  signal.addEventListener('abort', stop, { once: true })
  sink.healthy()
  const openedAtMs = performance.now()
  let last = from
  let events = 0
  const lived = () => events > 0 || performance.now() - openedAtMs >= shortMs
  try {
    for await (const line of readLines(response, { idleMs: options.idleMs, limitBytes: lineLimitBytes })) {
      last = applyLine(keeper, line) ?? last
      events += 1
    }
  } catch (error) {
    if (error instanceof ApiFailure) return { last, lived: lived(), failure: error }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return { last, lived: lived() }
}

/** A server that ends each watch as soon as it began is not well: without a wait we would ask it in a circle. */
const shortMs = 500
const shortLivedLimit = 5

function watchKeepsEnding({ connection, collection }: Keeper): ApiFailure {
  const asked = { address: connection.address, target: collection.path, identity: connection.identity }
  return describeGarbled(asked, 'each watch ends as soon as it began')
}

/** Applies one event; the version that it brings us to. */
function applyLine(keeper: Keeper, line: string): string | undefined {
  const { collection, sink, pool, connection } = keeper
  const asked = { address: connection.address, target: collection.path, identity: connection.identity }
  let event: WatchEvent
  try {
    event = JSON.parse(line) as WatchEvent // meta/v1 WatchEvent; fields checked below
  } catch (error) {
    throw describeGarbled(asked, error)
  }
  const { type, object } = event
  if (type === 'ERROR')
    throw describeStatus(asked, object?.code ?? 500, JSON.stringify(object ?? {}), undefined)
  const version = object?.metadata?.resourceVersion
  if (!object || !version)
    throw describeGarbled(asked, `a watch event without an object: ${line.slice(0, 200)}`)
  if (type === 'ADDED' || type === 'MODIFIED') sink.put(pruneObject(collection.kind, object, pool))
  else if (type === 'DELETED') sink.remove(pruneObject(collection.kind, object, pool))
  return version
}
