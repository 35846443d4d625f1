import { createAccessMemory } from '#server/adapters/kubernetes/access/remember-access.ts'
import { reviewAccess } from '#server/adapters/kubernetes/access/review-access.ts'
import {
  readProxyCertificates,
  readRootCertificates,
} from '#server/adapters/kubernetes/certificates/read-certificates.ts'
import type { Connection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { listUnseen } from '#server/adapters/kubernetes/judge-status.ts'
import { readLog } from '#server/adapters/kubernetes/logs/read-log.ts'
import { shareFollows } from '#server/adapters/kubernetes/logs/share-follows.ts'
import { applyResource } from '#server/adapters/kubernetes/objects/apply-resource.ts'
import { listDashboards } from '#server/adapters/kubernetes/objects/list-dashboards.ts'
import { listEvents } from '#server/adapters/kubernetes/objects/list-events.ts'
import { readForeign, readScale } from '#server/adapters/kubernetes/objects/read-foreign.ts'
import { readObject } from '#server/adapters/kubernetes/objects/read-object.ts'
import { readResource } from '#server/adapters/kubernetes/objects/read-resource.ts'
import {
  type KubernetesConfig,
  type MeshHandle,
  type OpenedMesh,
  openMesh,
} from '#server/adapters/kubernetes/open-mesh.ts'
import { describeNotOpened, describeNotServed, problemOf } from '#server/adapters/kubernetes/problems.ts'
import { openReach } from '#server/adapters/kubernetes/reach/open-reach.ts'
import { createServedKindReader } from '#server/adapters/kubernetes/schemas/read-served-kinds.ts'
import { keepSignedIn } from '#server/adapters/kubernetes/signed-in/keep-signed-in.ts'
import { readTokenUser } from '#server/adapters/kubernetes/signed-in/read-token-user.ts'
import type { Log } from '#server/adapters/kubernetes/tell-state.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import { untilAborted, waitForSnapshot } from '#server/adapters/kubernetes/wait-for-snapshot.ts'
import { defaultMeshOptions, type MeshOptions } from '#server/adapters/kubernetes/watch/keep-mesh.ts'
import { readMeshConfig } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

const reviewDeadlineMs = 20_000

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
  const handle = openMesh(config, log, options, stop.signal)
  const follows = shareFollows()
  const rights = createAccessMemory(() => handle.state().state === 'down')
  const signedIn = keepSignedIn(rights.forget)
  const connect = (identity: string): Connection => {
    const { identities } = openedOf(handle)
    return signedIn.connect(identity, identities) ?? identities.connect(identity)
  }
  const servedKinds = createServedKindReader(() => openedOf(handle).identities.reading)

  return {
    readSnapshot: (signal) => waitForSnapshot(handle, signal),
    readMeshConfig,
    peekSnapshot: () => handle.opened()?.mesh.snapshot(),
    readAccess: async ({ identity }, signal) => {
      const snapshot = await waitForSnapshot(handle, signal)
      const connection = connect(identity)
      // The review is shared by all who ask as this identity, so no single one of them may stop it.
      const asked = rights.recall(identity, () =>
        reviewAccess(
          connection,
          { kinds: [...snapshot.kinds], namespaces: listNamespaces(snapshot) },
          AbortSignal.any([stop.signal, AbortSignal.timeout(reviewDeadlineMs)]),
        ),
      )
      return untilAborted(asked, signal).catch((error) => {
        throw signal.aborted ? signal.reason : problemOf(error)
      })
    },
    ...openReach(() => openedOf(handle).identities.reading),
    readProxyCertificates: ({ identity }, proxy, signal) =>
      tellProblem(signal, async () => readProxyCertificates(connect(identity), proxy, signal)),
    readRootCertificates: ({ identity }, namespace, signal) =>
      tellProblem(signal, async () => readRootCertificates(connect(identity), namespace, signal)),
    readObject: ({ identity }, object, signal) =>
      tellProblem(signal, async () => {
        const servedAt = openedOf(handle).mesh.servedAt(object.kind)
        if (servedAt === undefined) throw describeNotServed(object.kind)
        return readObject(connect(identity), servedAt, object, signal)
      }),
    readForeign: ({ identity }, object, signal) =>
      tellProblem(signal, async () => readForeign(connect(identity), object, signal)),
    readScale: ({ identity }, object, signal) =>
      tellProblem(signal, async () => readScale(connect(identity), object, signal)),
    readServedKinds: (groupVersions, signal) =>
      tellProblem(signal, async () => servedKinds.read(groupVersions, signal)),
    readResource: ({ identity }, resource, signal) =>
      tellProblem(signal, async () => readResource(connect(identity), resource, signal)),
    applyResource: ({ identity }, resource, write, options) =>
      tellProblem(options.signal, async () => applyResource(connect(identity), resource, write, options)),
    listDashboards: ({ identity }, namespace, signal) =>
      tellProblem(signal, async () => listDashboards(connect(identity), namespace, signal)),
    listEvents: ({ identity }, object, signal) =>
      tellProblem(signal, async () => listEvents(connect(identity), object, signal)),
    readLog: ({ identity }, target, question, signal) =>
      tellProblem(signal, async () => readLog(connect(identity), target, question, signal)),
    followLog: ({ identity }, target, from, follower) =>
      follows.join(connect(identity), target, from, follower),
    admit: signedIn.admit,
    dismiss: signedIn.dismiss,
    readTokenUser: (token, signal) =>
      tellProblem(signal, async () => {
        const who = { name: 'sign-in', title: 'sign-in' }
        const connection = openedOf(handle).identities.openFor(who, () => ({ token }))
        return readTokenUser(connection, token, signal).finally(connection.close)
      }),
    listVersions: (kind) => handle.opened()?.mesh.versionsOf(kind) ?? [],
    listIdentities: () => handle.opened()?.identities.list() ?? [],
    onChange: handle.onChange,
    status: () => {
      const opened = handle.opened()
      const state = handle.state()
      const version = handle.version()
      return {
        ...state,
        address: opened?.identities.reading.address ?? '',
        ...(state.state === 'ok' && opened?.mesh.snapshot() ? { lastGoodMs: Date.now() } : {}),
        ...(version ? { version } : {}),
        ...(opened?.mesh.scope() ? { namespaces: opened.mesh.scope()?.names ?? [] } : {}),
        unseen: opened ? listUnseen(opened.mesh) : [],
        caches: [
          rights.state(),
          { name: 'followed-logs', entries: follows.count() },
          { name: 'signed-in', entries: signedIn.count() },
        ],
      }
    },
    close: async () => {
      stop.abort(new Error('the console is closing'))
      follows.close()
      signedIn.close()
      const opened = handle.opened()
      await opened?.mesh.done
      opened?.identities.close()
    },
  }
}

/** Whatever a question ends in is thrown as its Problem, an abort as its own reason. */
async function tellProblem<Answer>(signal: AbortSignal, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw signal.aborted ? signal.reason : problemOf(error)
  }
}

function openedOf(handle: MeshHandle): OpenedMesh {
  const opened = handle.opened()
  if (opened) return opened
  throw handle.openProblem() ?? describeNotOpened()
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
