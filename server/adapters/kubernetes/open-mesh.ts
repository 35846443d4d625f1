import { createBackoff, wait } from '#server/adapters/kubernetes/backoff.ts'
import type { ProxySettings } from '#server/adapters/kubernetes/connection/environment-proxy.ts'
import { type Identities, openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { judgeState, listUnseen } from '#server/adapters/kubernetes/judge-status.ts'
import { problemOf } from '#server/adapters/kubernetes/problems.ts'
import { createStateTeller, type KeptState, type Log } from '#server/adapters/kubernetes/tell-state.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import { type KeptMesh, keepMesh, type MeshOptions } from '#server/adapters/kubernetes/watch/keep-mesh.ts'
import type { StoreFacts } from '#server/adapters/kubernetes/watch/mesh-store.ts'
import { readDiscoverySelectors } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import { buildNamespaceFilter, parseSelectors } from '#server/mesh/objects/select-namespaces.ts'
import type { Problem } from '#server/problem.ts'

export interface KubernetesConfig extends ProxySettings {
  readonly KUBECONFIG?: string | undefined
  readonly VARDIA_CONTEXT?: string | undefined
  readonly VARDIA_NAMESPACES?: readonly string[]
  readonly VARDIA_CLUSTER_NAME: string
  readonly VARDIA_ROOT_NAMESPACE: string
  readonly VARDIA_NAMESPACE_EXCLUDES: readonly string[]
  readonly VARDIA_DISCOVERY_SELECTORS: string
}

export type ChangeEvent = Parameters<Parameters<KubernetesAdapter['onChange']>[0]>[0]

export interface OpenedMesh {
  readonly identities: Identities
  readonly mesh: KeptMesh
}

/** The mesh as it is being followed, or why it is not. */
export interface MeshHandle {
  opened(): OpenedMesh | undefined
  /** Why the kubeconfig could not be opened yet. */
  openProblem(): Problem | undefined
  state(): KeptState
  version(): string | undefined
  onChange(listen: (event: ChangeEvent) => void): () => void
  /** Called whenever anything moved on, also what is no change to those outside. Returns its own undo. */
  onProgress(listen: () => void): () => void
}

/**
 * Opens the kubeconfig, again and again until it can be, and follows its cluster until the signal ends. A kubeconfig that
 * is written anew before its cluster told anything is opened anew: it may name a cluster of yesterday. Later it stays
 * as it was opened, for what is known and cached is of that cluster.
 */
export function openMesh(
  config: KubernetesConfig,
  log: Log | undefined,
  options: MeshOptions,
  signal: AbortSignal,
): MeshHandle {
  const listeners = new Set<(event: ChangeEvent) => void>()
  const followers = new Set<() => void>()
  let opened: OpenedMesh | undefined
  let openProblem: Problem | undefined
  let version: string | undefined

  const tell = (event: ChangeEvent) => {
    for (const listen of [...listeners]) listen(event)
  }
  const wake = () => {
    for (const follow of [...followers]) follow()
  }
  const teller = createStateTeller({
    judge: () => {
      if (opened) return judgeState(opened.mesh)
      return openProblem ? { state: 'down', problem: openProblem } : { state: 'ok' }
    },
    listUnseen: () => (opened?.mesh.snapshot() ? listUnseen(opened.mesh) : []),
    log,
    tell: () => tell({ topic: 'sources' }),
  })
  const onState = () => {
    wake()
    teller.update()
  }
  const onSnapshot = () => {
    wake()
    const snapshot = opened?.mesh.snapshot()
    if (snapshot) tell({ topic: 'mesh', version: snapshot.version })
  }

  const follow = (end: AbortSignal): OpenedMesh => {
    const identities = openIdentities(config)
    const connection = identities.reading
    const store = buildStoreFacts(config)
    const namespaces = config.VARDIA_NAMESPACES ?? []
    const mesh = keepMesh({ connection, store, options, namespaces, signal: end, onSnapshot, onState })
    void readVersion(identities, end).then((told) => {
      if (opened?.identities === identities) version = told
    })
    return { identities, mesh }
  }

  const open = async () => {
    const backoff = createBackoff(options.firstRetryMs, options.longestRetryMs)
    let ending = new AbortController()
    while (!signal.aborted && !opened?.mesh.snapshot()) {
      if (opened && !opened.identities.isCurrent()) {
        ending.abort(new Error('the kubeconfig was written anew'))
        const { identities, mesh } = opened
        void mesh.done.then(() => identities.close())
        opened = undefined
      }
      if (!opened) {
        ending = new AbortController()
        try {
          opened = follow(AbortSignal.any([signal, ending.signal]))
          openProblem = undefined
        } catch (error) {
          openProblem = problemOf(error)
          onState()
        }
      }
      await wait(backoff.nextMs(), signal)
    }
  }
  void open()

  return {
    opened: () => opened,
    openProblem: () => openProblem,
    state: teller.current,
    version: () => version,
    onChange: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    onProgress: (listen) => {
      followers.add(listen)
      return () => followers.delete(listen)
    },
  }
}

function buildStoreFacts(config: KubernetesConfig): StoreFacts {
  const own = config.VARDIA_DISCOVERY_SELECTORS
    ? parseSelectors(JSON.parse(config.VARDIA_DISCOVERY_SELECTORS))
    : undefined
  return {
    cluster: config.VARDIA_CLUSTER_NAME,
    rootNamespace: config.VARDIA_ROOT_NAMESPACE,
    namespaceFilter: (configMaps) =>
      buildNamespaceFilter({
        selectors: own ?? readDiscoverySelectors(configMaps),
        excludes: config.VARDIA_NAMESPACE_EXCLUDES,
        rootNamespace: config.VARDIA_ROOT_NAMESPACE,
      }),
  }
}

/** For display only, so its failure is nobody's trouble: the watches tell of theirs. */
async function readVersion({ reading }: Identities, signal: AbortSignal): Promise<string | undefined> {
  const answer = await reading.ask({ path: '/version', signal, deadlineMs: 10_000 }).catch(() => undefined)
  return typeof answer === 'object' && answer !== null && 'gitVersion' in answer
    ? String(answer.gitVersion)
    : undefined
}
