import { buildViewerAccess } from '#server/adapters/kubernetes/access/viewer-access.ts'
import { describeNoObjects, describeNotInFiles } from '#server/adapters/kubernetes/files/problems.ts'
import { cutMetadata } from '#server/adapters/kubernetes/objects/cut-metadata.ts'
import type { KubernetesConfig } from '#server/adapters/kubernetes/open-mesh.ts'
import type {
  KubernetesAdapter,
  ObjectName,
  ServedKindsAnswer,
  UnseenKind,
} from '#server/adapters/kubernetes/types.ts'
import { readDiscoverySelectors, readMeshConfig } from '#server/adapters/kubernetes/watch/read-mesh-config.ts'
import { buildSnapshotFromManifests, findMeshKind } from '#server/mesh/objects/build-from-manifests.ts'
import { listMeshKinds, type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'
import { pruneObject } from '#server/mesh/objects/prune/prune-object.ts'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { buildNamespaceFilter, parseSelectors } from '#server/mesh/objects/select-namespaces.ts'
import { Problem } from '#server/problem.ts'

/** Who looks at files: they are the same to everybody who has them. */
export const filesIdentity = 'files'

/** Files bring no schemas. */
const noKinds: ServedKindsAnswer['kinds'] = new Map()

export interface FileCluster {
  /** The folder or archive, as it was given. */
  readonly path: string
  /** The moment that the files are of. */
  readonly takenMs: number
  readonly manifests: readonly RawObject[]
  /** Of Kubernetes, where the files tell. */
  readonly version?: string
  /** The namespaces that were looked at, where those were not all. */
  readonly namespaces?: readonly string[]
  /** Kinds that the files are known to lack; one that is merely absent counts as having no objects. */
  readonly unseen?: readonly UnseenKind[]
}

/**
 * A cluster of files: the same adapter as the API server's, read-only, about one moment that never changes. What only a
 * running cluster can tell (logs, events, ways to pods) is refused in words. Throws Problem when no object can be used.
 */
export function openFileCluster(
  config: Pick<
    KubernetesConfig,
    | 'VARDIA_CLUSTER_NAME'
    | 'VARDIA_ROOT_NAMESPACE'
    | 'VARDIA_DISCOVERY_SELECTORS'
    | 'VARDIA_NAMESPACE_EXCLUDES'
    | 'VARDIA_NAMESPACES'
  >,
  given: FileCluster,
): KubernetesAdapter {
  const asked = config.VARDIA_NAMESPACES?.length ? config.VARDIA_NAMESPACES : given.namespaces
  const { unseen = [], takenMs, path } = given
  const missing = new Set(unseen.map(({ kind }) => kind))
  const kinds = new Set(listMeshKinds().filter((kind) => !missing.has(kind)))
  const usable = listUsable(given.manifests, config.VARDIA_ROOT_NAMESPACE)
  if (usable.length === 0) throw describeNoObjects(path)
  const shown = addNamespaces(usable).filter(buildFilter(config, usable, asked))
  const snapshot = buildSnapshotFromManifests({
    manifests: shown.map(({ manifest }) => manifest),
    cluster: config.VARDIA_CLUSTER_NAME,
    rootNamespace: config.VARDIA_ROOT_NAMESPACE,
    kinds,
  })
  const objects = new Map(shown.map(({ kind, manifest }) => [keyOf(kind, manifest), manifest]))
  const access = buildAccess([...kinds], asked)
  const refuse = (what: string) => Promise.reject(describeNotInFiles(what))
  return {
    readSnapshot: async () => snapshot,
    readMeshConfig,
    peekSnapshot: () => snapshot,
    readAccess: async () => access,
    readObject: async (_viewer, name) => {
      const object = objects.get(nameKey(name))
      if (!object) throw describeNoObject(path)
      return cutMetadata(object)
    },
    readForeign: () => refuse('objects of this kind'),
    readScale: async () => undefined,
    readServedKinds: async () => ({ kinds: noKinds, missing: [] }),
    readResource: async (_viewer, { apiVersion, namespace, name, plural }) =>
      [...objects.values()].find(
        (object) =>
          object.apiVersion === apiVersion &&
          object.metadata?.name === name &&
          (object.metadata?.namespace ?? '') === namespace &&
          meshKinds[findMeshKind(apiVersion, object.kind ?? '') ?? 'Pod'].resource === plural,
      ),
    applyResource: () => refuse('a way to write'),
    listDashboards: async () => [],
    listEvents: () => refuse('events'),
    readLog: () => refuse('logs'),
    followLog: (_viewer, _target, _question, follower) => {
      follower.end(describeNotInFiles('logs'))
      return () => undefined
    },
    // Files are whoever's who opened them: nobody signs in to them.
    admit: () => undefined,
    dismiss: () => undefined,
    readTokenUser: () => refuse('a way to sign in'),
    listVersions: (kind) => (kinds.has(kind) ? meshKinds[kind].versions : []),
    listIdentities: () => [{ identity: filesIdentity }],
    onChange: () => () => undefined,
    listServices: async () => ({ services: [], everywhere: true, refused: [] }),
    reachService: () => refuse('a way to running servers'),
    openTunnel: () => refuse('a way to running servers'),
    readProxyCertificates: () => refuse('a way to running servers'),
    readRootCertificates: () => refuse('a way to running servers'),
    status: () => ({
      state: 'ok',
      address: path,
      ...(given.version ? { version: given.version } : {}),
      sinceMs: takenMs,
      lastGoodMs: takenMs,
      files: { path, takenMs },
      ...(asked ? { namespaces: asked } : {}),
      unseen,
    }),
    close: async () => undefined,
  }
}

interface Usable {
  readonly kind: MeshKind
  readonly manifest: RawObject
}

/**
 * Of kinds that the console reads, placed as kubectl places them (a namespaced object without namespace goes to
 * `default`), and of a form that can be read at all: no API server has checked what somebody wrote into a file. Of
 * ConfigMaps only the mesh's own, as of a cluster.
 */
function listUsable(manifests: readonly RawObject[], rootNamespace: string): readonly Usable[] {
  return manifests.flatMap((given) => {
    const kind = findMeshKind(given.apiVersion ?? '', given.kind ?? '')
    if (!kind) return []
    const { namespace, ...meta } = given.metadata ?? {}
    const manifest = {
      ...given,
      metadata: meshKinds[kind].namespaced ? { ...meta, namespace: namespace ?? 'default' } : meta,
    }
    if (kind === 'ConfigMap' && !isMeshConfig(manifest.metadata, rootNamespace)) return []
    try {
      pruneObject(kind, manifest)
      return [{ kind, manifest }]
    } catch {
      return []
    }
  })
}

function isMeshConfig(
  { name = '', namespace }: { name?: string; namespace?: string },
  rootNamespace: string,
): boolean {
  return namespace === rootNamespace && /^istio(-|$)/.test(name)
}

/** Files seldom hold the Namespaces of their objects, without which nothing would be shown. */
function addNamespaces(usable: readonly Usable[]): readonly Usable[] {
  const told = new Set(
    usable.filter(({ kind }) => kind === 'Namespace').map(({ manifest }) => manifest.metadata?.name),
  )
  const used = new Set(usable.flatMap(({ manifest }) => manifest.metadata?.namespace ?? []))
  const added = [...used]
    .filter((name) => !told.has(name))
    .map((name): Usable => {
      const labels = { 'kubernetes.io/metadata.name': name }
      return {
        kind: 'Namespace',
        manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
      }
    })
  return [...usable, ...added]
}

function buildFilter(
  config: Parameters<typeof openFileCluster>[0],
  usable: readonly Usable[],
  asked: readonly string[] | undefined,
): (usable: Usable) => boolean {
  const configMaps = usable
    .filter(({ kind }) => kind === 'ConfigMap')
    .map(({ manifest }) => pruneObject('ConfigMap', manifest))
  const isShown = buildNamespaceFilter({
    selectors: config.VARDIA_DISCOVERY_SELECTORS
      ? parseSelectors(JSON.parse(config.VARDIA_DISCOVERY_SELECTORS))
      : readDiscoverySelectors(configMaps),
    excludes: config.VARDIA_NAMESPACE_EXCLUDES,
    rootNamespace: config.VARDIA_ROOT_NAMESPACE,
  })
  const labels = new Map(
    usable
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ manifest: { metadata } }) => [metadata?.name ?? '', metadata?.labels ?? {}] as const),
  )
  return ({ kind, manifest: { metadata } }) => {
    const name = kind === 'Namespace' ? metadata?.name : metadata?.namespace
    if (name === undefined) return true
    // The mesh's configuration lies outside of a developer's namespaces, and is read all the same.
    const isAsked = asked?.includes(name) ?? true
    return (isAsked || kind === 'ConfigMap') && (isShown?.(name, labels.get(name) ?? {}) ?? true)
  }
}

/** Everything that is there may be read, and nothing written. */
function buildAccess(kinds: readonly MeshKind[], namespaces: readonly string[] | undefined) {
  const rule = { verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['*'] }
  return buildViewerAccess({
    viewer: filesIdentity,
    kinds,
    inCluster: { list: new Set(namespaces ? [] : kinds), create: new Set() },
    ...(namespaces ? { inNamespace: new Map(namespaces.map((name) => [name, [rule]])) } : {}),
  })
}

function keyOf(kind: MeshKind, { metadata }: RawObject): string {
  return nameKey({ kind, namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' })
}

const nameKey = ({ kind, namespace, name }: ObjectName) => `${kind} ${namespace}/${name}`

function describeNoObject(path: string): Problem {
  return new Problem({
    kind: 'not-found',
    code: 'kubernetes-not-found',
    params: { address: path },
    adapter: 'kubernetes',
  })
}
