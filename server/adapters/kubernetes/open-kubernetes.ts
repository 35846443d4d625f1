import { createAccessMemory } from '#server/adapters/kubernetes/access/remember-access.ts'
import { reviewAccess } from '#server/adapters/kubernetes/access/review-access.ts'
import { createBackoff, wait } from '#server/adapters/kubernetes/backoff.ts'
import { type Identities, openIdentities } from '#server/adapters/kubernetes/identities.ts'
import {
  findObstacle,
  judgeState,
  listUnseen,
  type StateFacts,
} from '#server/adapters/kubernetes/judge-status.ts'
import { problemOf } from '#server/adapters/kubernetes/problems.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import {
  defaultMeshOptions,
  type KeptMesh,
  keepMesh,
  type MeshOptions,
} from '#server/adapters/kubernetes/watch/keep-mesh.ts'
import { readDiscoverySelectors } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import { buildNamespaceFilter, parseSelectors } from '#server/mesh/objects/select-namespaces.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Problem } from '#server/problem.ts'

export interface KubernetesConfig {
  readonly KUBECONFIG?: string | undefined
  readonly VARDIA_CONTEXT?: string | undefined
  readonly VARDIA_CLUSTER_NAME: string
  readonly VARDIA_ROOT_NAMESPACE: string
  readonly VARDIA_NAMESPACE_EXCLUDES: readonly string[]
  readonly VARDIA_DISCOVERY_SELECTORS: string
}

interface Log {
  info(facts: object, words: string): void
  warn(facts: object, words: string): void
}

type ChangeEvent = Parameters<Parameters<KubernetesAdapter['onChange']>[0]>[0]

/**
 * Opens the cluster of the kubeconfig (or of the pod that we run in) and begins to follow it. It never throws: a
 * kubeconfig that is missing or wrong, like an API server that is away, is a status and the Problem of each verb,
 * and is tried again.
 */
export function openKubernetes(
  config: KubernetesConfig,
  log?: Log,
  options: MeshOptions = defaultMeshOptions,
): KubernetesAdapter {
  const stop = new AbortController()
  const listeners = new Set<(event: ChangeEvent) => void>()
  /** Wakes readers that wait for the first snapshot. */
  const waiting = new Set<() => void>()
  const memory = createAccessMemory()
  let opened: { readonly identities: Identities; readonly mesh: KeptMesh } | undefined
  let openProblem: Problem | undefined
  let version: string | undefined
  let state: StateFacts & { sinceMs: number; lastGoodMs?: number } = { state: 'ok', sinceMs: Date.now() }

  const tell = (event: ChangeEvent) => {
    for (const listen of listeners) listen(event)
  }
  const wake = () => {
    for (const check of [...waiting]) check()
  }
  const onState = () => {
    const next: StateFacts = opened
      ? judgeState(opened.mesh)
      : openProblem
        ? { state: 'down', problem: openProblem }
        : { state: 'ok' }
    const changed = next.state !== state.state || next.problem?.code !== state.problem?.code
    const lastGoodMs = state.state === 'ok' ? Date.now() : state.lastGoodMs
    const sinceMs = next.state === state.state ? state.sinceMs : Date.now()
    state = { ...next, sinceMs, ...(lastGoodMs === undefined ? {} : { lastGoodMs }) }
    wake()
    if (!changed) return
    log?.[next.state === 'ok' ? 'info' : 'warn'](
      { adapter: 'kubernetes', state: next.state, code: next.problem?.code, target: next.problem?.target },
      'the API server changed its state',
    )
    tell({ topic: 'sources' })
  }

  const start = async () => {
    const backoff = createBackoff(options.firstRetryMs, options.longestRetryMs)
    while (!opened && !stop.signal.aborted) {
      try {
        const identities = openIdentities(config)
        opened = { identities, mesh: follow(identities) }
        openProblem = undefined
        void readVersion(identities)
      } catch (error) {
        openProblem = problemOf(error)
        onState()
        await wait(backoff.nextMs(), stop.signal)
      }
    }
  }

  const follow = (identities: Identities): KeptMesh =>
    keepMesh({
      connection: identities.reading,
      store: {
        cluster: config.VARDIA_CLUSTER_NAME,
        rootNamespace: config.VARDIA_ROOT_NAMESPACE,
        namespaceFilter: (_namespaces, configMaps) =>
          buildNamespaceFilter({
            selectors: config.VARDIA_DISCOVERY_SELECTORS
              ? parseSelectors(JSON.parse(config.VARDIA_DISCOVERY_SELECTORS))
              : readDiscoverySelectors(configMaps),
            excludes: config.VARDIA_NAMESPACE_EXCLUDES,
            rootNamespace: config.VARDIA_ROOT_NAMESPACE,
          }),
      },
      options,
      signal: stop.signal,
      onSnapshot: () => {
        wake()
        const snapshot = opened?.mesh.snapshot()
        if (snapshot) tell({ topic: 'mesh', version: snapshot.version })
      },
      onState: () => onState(),
    })

  const readVersion = async ({ reading }: Identities) => {
    const answer = await reading
      .ask({ path: '/version', signal: stop.signal, deadlineMs: 10_000 })
      .catch(() => undefined)
    if (typeof answer === 'object' && answer !== null && 'gitVersion' in answer)
      version = String(answer.gitVersion)
  }

  void start()

  return {
    readSnapshot: (signal) =>
      waitForSnapshot(
        signal,
        waiting,
        () => opened?.mesh,
        () => openProblem,
      ),
    peekSnapshot: () => opened?.mesh.snapshot(),
    readAccess: async ({ identity }, signal) => {
      if (!opened) throw openProblem ?? new Error('not opened')
      const { identities, mesh } = opened
      const connection = identities.connect(identity)
      const snapshot = await waitForSnapshot(
        signal,
        waiting,
        () => mesh,
        () => openProblem,
      )
      // The review is shared by all who ask as this identity, so no single one of them may stop it.
      const asked = memory(identity, () =>
        reviewAccess(
          connection,
          { kinds: [...snapshot.kinds], namespaces: listNamespaces(snapshot) },
          AbortSignal.any([stop.signal, AbortSignal.timeout(20_000)]),
        ),
      )
      return untilAborted(asked, signal).catch((error) => {
        throw signal.aborted ? signal.reason : problemOf(error)
      })
    },
    listIdentities: () => opened?.identities.list() ?? [],
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    status: () => ({
      ...state,
      address: opened?.identities.reading.address ?? '',
      ...(state.state === 'ok' && opened?.mesh.snapshot() ? { lastGoodMs: Date.now() } : {}),
      ...(version ? { version } : {}),
      unseen: opened ? listUnseen(opened.mesh) : [],
    }),
    close: async () => {
      stop.abort()
      wake()
      await opened?.mesh.done
      opened?.identities.close()
    },
  }
}

/** The snapshot as soon as there is one; the obstacle as soon as it is clear that there will be none for now. */
function waitForSnapshot(
  signal: AbortSignal,
  waiting: Set<() => void>,
  mesh: () => KeptMesh | undefined,
  openProblem: () => Problem | undefined,
): Promise<MeshSnapshot> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      waiting.delete(check)
      signal.removeEventListener('abort', check)
    }
    const check = () => {
      const kept = mesh()
      const snapshot = kept?.snapshot()
      const obstacle = kept ? findObstacle(kept) : openProblem()
      if (!snapshot && !obstacle && !signal.aborted) return
      leave()
      if (snapshot) resolve(snapshot)
      else reject(obstacle ?? signal.reason)
    }
    waiting.add(check)
    signal.addEventListener('abort', check, { once: true })
    check()
  })
}

function untilAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** Also of a reader who may not list Namespaces themselves. */
function listNamespaces(snapshot: MeshSnapshot): readonly string[] {
  const names = new Set(snapshot.all('Namespace').map(({ metadata }) => metadata.name))
  if (names.size === 0) {
    for (const kind of ['Pod', 'Service'] as const) {
      for (const { metadata } of snapshot.all(kind)) names.add(metadata.namespace)
    }
  }
  return [...names].sort()
}
