import type { Resource } from '#demo/kubernetes/catalogue.ts'
import { equals } from '#demo/kubernetes/fields/json.ts'
import type { Manifest } from '#demo/world/types.ts'

/** One state of one object. Immutable: a change makes a new one. */
export interface StoredObject {
  /** `namespace/name`, or the name alone for cluster-scoped kinds: the order of lists. */
  readonly key: string
  readonly namespace: string
  readonly name: string
  readonly resourceVersion: number
  readonly labels: Readonly<Record<string, string>>
  readonly manifest: Manifest
  /** The JSON of all fields but apiVersion and kind, which depend on the version and on the place it is shown in. */
  readonly fields: string
}

export function buildKey(
  resource: Pick<Resource, 'namespaced'>,
  namespace: string | undefined,
  name: string,
) {
  return resource.namespaced ? `${namespace ?? ''}/${name}` : name
}

/** The next state of an object; what a server gives and the manifest does not tell is filled in. */
export function buildStored(
  resource: Resource,
  manifest: Manifest,
  previous: StoredObject | undefined,
  version: number | undefined,
  options: { now: () => number; mintUid: () => string },
): StoredObject {
  const { apiVersion, kind, metadata: given, ...rest } = manifest
  const { name, namespace, labels, ...more } = given
  const generateName = more['generateName']
  const old: Readonly<Record<string, unknown>> = previous?.manifest.metadata ?? {}
  const metadata = {
    name,
    ...(generateName === undefined ? {} : { generateName }),
    ...(namespace === undefined ? {} : { namespace }),
    uid: more['uid'] ?? old['uid'] ?? options.mintUid(),
    ...(version === undefined ? {} : { resourceVersion: String(version) }),
    ...buildGeneration(resource, manifest, previous),
    creationTimestamp: more['creationTimestamp'] ?? old['creationTimestamp'] ?? formatTime(options.now()),
    ...(labels === undefined ? {} : { labels }),
    ...omit(more, ['generateName', 'uid', 'resourceVersion', 'generation', 'creationTimestamp']),
  }
  const stored = { apiVersion, kind, metadata, ...rest }
  return withFields({
    key: buildKey(resource, namespace, name),
    namespace: namespace ?? '',
    name,
    resourceVersion: version ?? 0,
    // Manifest's metadata is open; Kubernetes' labels are a map of strings.
    labels: (labels ?? {}) as Record<string, string>,
    manifest: stored,
  })
}

/** Serialised once, when first asked for: a start with 5,000 workloads need not wait for what nobody reads. */
function withFields(object: Omit<StoredObject, 'fields'>): StoredObject {
  let json: string | undefined
  return {
    ...object,
    get fields() {
      if (json === undefined) {
        const { apiVersion: _version, kind: _kind, ...rest } = object.manifest
        json = JSON.stringify(rest).slice(1)
      }
      return json
    },
  }
}

const countedGroups = [
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apps',
  'batch',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'networking.k8s.io',
  'policy',
  'scheduling.k8s.io',
]

/** The generation counts changes of the spec; kinds without one (ConfigMap, Namespace, Service, …) have none. */
function buildGeneration(
  resource: Resource,
  manifest: Manifest,
  previous: StoredObject | undefined,
): { generation?: number } {
  const counted =
    resource.custom ||
    countedGroups.includes(resource.group) ||
    ['Pod', 'ReplicationController'].includes(resource.kind)
  if (!counted) return {}
  const before = Number(previous?.manifest.metadata['generation'] ?? 0)
  if (!previous) return { generation: 1 }
  // Its deletion counts as well (apiserver registry/rest/delete.go).
  const isDoomed = (metadata: Readonly<Record<string, unknown>>) =>
    metadata['deletionTimestamp'] !== undefined
  const changed =
    !equals(manifest['spec'], previous.manifest['spec']) ||
    (isDoomed(manifest.metadata) && !isDoomed(previous.manifest.metadata))
  return { generation: changed ? before + 1 : before }
}

/** A deleted object is shown in its last state, with the version of its deletion. */
export function restamp(object: StoredObject, version: number): StoredObject {
  const metadata = { ...object.manifest.metadata, resourceVersion: String(version) }
  const { key, namespace, name, labels } = object
  return withFields({
    key,
    namespace,
    name,
    labels,
    resourceVersion: version,
    manifest: { ...object.manifest, metadata },
  })
}

/** RFC 3339 in whole seconds, as metav1.Time. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

function omit(record: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}
