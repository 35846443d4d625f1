import { createBackoff, wait } from '#server/adapters/kubernetes/backoff.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { ApiFailure, problemOf } from '#server/adapters/kubernetes/problems.ts'
import type { Scope } from '#server/adapters/kubernetes/watch/choose-scope.ts'
import type { Collection } from '#server/adapters/kubernetes/watch/collection.ts'
import {
  defaultKeepOptions,
  type KeepOptions,
  keepCollection,
} from '#server/adapters/kubernetes/watch/keep-collection.ts'
import { createMeshStore, type StoreFacts } from '#server/adapters/kubernetes/watch/mesh-store.ts'
import {
  configMapCollection,
  createPlan,
  namespacesOfScope,
} from '#server/adapters/kubernetes/watch/plan-collections.ts'
import { listMeshConfigNames } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import { createReturns } from '#server/adapters/kubernetes/watch/returns.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import { createStringPool } from '#server/mesh/objects/prune/string-pool.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Problem } from '#server/problem.ts'

export interface MeshOptions extends KeepOptions {
  /** How long changes are gathered before they make a new snapshot. */
  readonly batchMs: number
  /** How often the kinds that the cluster serves are asked again. */
  readonly discoverEveryMs: number
  /** In how long a time all watches come back to a server that answers again. */
  readonly returnSpreadMs: number
}

export const defaultMeshOptions: MeshOptions = {
  ...defaultKeepOptions,
  batchMs: 75,
  discoverEveryMs: 300_000,
  returnSpreadMs: 3_000,
}

export type CollectionState = 'listing' | 'healthy' | 'failing' | 'refused'

/** How one collection does, and the Problem of a failing or refused one. */
export interface CollectionReport {
  readonly collection: Collection
  readonly state: CollectionState
  readonly problem?: Problem
}

export interface KeptMesh {
  snapshot(): MeshSnapshot | undefined
  reports(): readonly CollectionReport[]
  /** Kinds that the cluster serves, whether or not they may be read. */
  served(): ReadonlySet<MeshKind>
  /** `/api/v1` or `/apis/<group>/<version>`, where the cluster serves the kind; undefined when it does not. */
  servedAt(kind: MeshKind): string | undefined
  /** The versions that the cluster serves of a kind, the best first. */
  versionsOf(kind: MeshKind): readonly string[]
  /** Namespaces that are followed one by one; undefined while all are. */
  scope(): Scope | undefined
  /** Why nothing is known yet: the API server could not be asked what it serves. */
  discoveryProblem(): Problem | undefined
  /** Ends when every watch has ended, after the signal. */
  readonly done: Promise<void>
}

/** Keeps all kinds of the mesh by list and watch, folded into one snapshot in small batches. */
export function keepMesh(facts: {
  readonly connection: Connection
  readonly store: StoreFacts
  readonly options: MeshOptions
  readonly signal: AbortSignal
  /** Namespaces that were asked for; empty asks for what the identity may see. */
  readonly namespaces?: readonly string[]
  /** A new snapshot. */
  onSnapshot(): void
  /** A collection or discovery changed its state. */
  onState(): void
}): KeptMesh {
  const { connection, options, signal } = facts
  const store = createMeshStore(facts.store)
  const pool = createStringPool()
  const reports = new Map<string, CollectionReport>()
  const running: Promise<void>[] = []
  const returns = createReturns(options.returnSpreadMs)
  const plan = createPlan(connection, facts.namespaces ?? [], facts.store.rootNamespace)
  let discoveryProblem: Problem | undefined
  let snapshot: MeshSnapshot | undefined
  let batch: NodeJS.Timeout | undefined

  const fold = () => {
    batch = undefined
    // The first snapshot waits until every kind was listed or refused: half a mesh would look like a broken one.
    if ([...reports.values()].some(({ collection, state }) => isPending(collection, state))) return
    const next = store.fold()
    if (!next) return
    snapshot = next
    const names = listMeshConfigNames(next.all('Deployment'), facts.store.rootNamespace)
    for (const name of names)
      if (plan.served().has('ConfigMap')) keep(configMapCollection(facts.store.rootNamespace, name))
    facts.onSnapshot()
  }
  const schedule = () => {
    batch ??= setTimeout(fold, snapshot ? options.batchMs : 0)
  }
  const listed = new Set<string>()
  const isPending = ({ key }: Collection, state: CollectionState) =>
    snapshot === undefined && !listed.has(key) && state !== 'refused'

  const report = (collection: Collection, state: CollectionState, problem?: Problem) => {
    const before = reports.get(collection.key)
    reports.set(collection.key, { collection, state, ...(problem ? { problem } : {}) })
    if (before?.state !== state || before.problem?.code !== problem?.code) facts.onState()
    if (state === 'refused') schedule()
  }

  const keep = (collection: Collection) => {
    if (reports.has(collection.key)) return
    report(collection, 'listing')
    const sink = {
      replace: (found: Parameters<typeof store.replace>[1]) => {
        store.replace(collection, found)
        listed.add(collection.key)
        schedule()
      },
      put: (object: Parameters<typeof store.put>[1]) => {
        store.put(collection, object)
        schedule()
      },
      remove: (object: Parameters<typeof store.remove>[1]) => {
        store.remove(collection, object)
        schedule()
      },
      healthy: () => {
        if (reports.get(collection.key)?.state === 'failing') returns.announce()
        report(collection, 'healthy')
      },
      failed: (failure: unknown) => report(collection, 'failing', problemOf(failure)),
      refused: (failure: unknown) => {
        store.drop(collection)
        report(collection, 'refused', problemOf(failure))
      },
    }
    running.push(keepCollection({ connection, collection, sink, pool, options, returns, signal }))
  }

  const discover = async () => {
    const backoff = createBackoff(options.firstRetryMs, options.longestRetryMs)
    while (!signal.aborted) {
      try {
        const collections = await plan.read(signal)
        const known = plan.scope()?.objects.map((raw) => pruneObject('Namespace', raw, pool))
        if (known) store.replace(namespacesOfScope, { objects: known, resourceVersion: '0' })
        for (const collection of collections) keep(collection)
        if (discoveryProblem) {
          discoveryProblem = undefined
          facts.onState()
        }
        backoff.reset()
        await wait(options.discoverEveryMs * (0.8 + Math.random() * 0.4), signal)
      } catch (error) {
        if (signal.aborted) break
        discoveryProblem = problemOf(error)
        facts.onState()
        await returns.wait(
          backoff.nextMs(error instanceof ApiFailure ? error.retryAfterMs : undefined),
          signal,
        )
      }
    }
    clearTimeout(batch)
  }

  return {
    snapshot: () => snapshot,
    reports: () => [...reports.values()],
    scope: plan.scope,
    served: () => new Set(plan.served().keys()),
    servedAt: (kind) => plan.served().get(kind)?.path,
    versionsOf: (kind) => plan.served().get(kind)?.versions ?? [],
    discoveryProblem: () => discoveryProblem,
    done: discover().then(() => Promise.all(running).then(() => undefined)),
  }
}
