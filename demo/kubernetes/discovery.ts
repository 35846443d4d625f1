import { createHash } from 'node:crypto'
import {
  formatGroupVersion,
  isCustomGroup,
  listGroups,
  type Resource,
  resources,
} from '#demo/kubernetes/catalogue.ts'
import { describeSubresource } from '#demo/kubernetes/subresources.ts'

export const serverVersion = {
  major: '1',
  minor: '34',
  emulationMajor: '1',
  emulationMinor: '34',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '33',
  gitVersion: 'v1.34.4',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-08-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
}

export function buildVersions(address: string) {
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
  }
}

function buildGroup(name: string, versions: readonly string[]) {
  const refs = versions.map((version) => ({
    groupVersion: formatGroupVersion({ group: name, version }),
    version,
  }))
  return { name, versions: refs, preferredVersion: refs[0] }
}

/** `/apis` without aggregation. */
export function buildGroupList() {
  const groups = [...listGroups()].filter(([group]) => group !== '')
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: groups.map(([group, versions]) => buildGroup(group, versions)),
  }
}

/** `/apis/<group>`; undefined for a group that is not served. */
export function findGroup(group: string) {
  const versions = listGroups().get(group)
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...buildGroup(group, versions) }
}

/** `/api/v1` and `/apis/<group>/<version>`; undefined where no resource has that version. */
export function findResourceList(group: string, version: string) {
  const found = resources.filter((resource) => resource.group === group && resource.version === version)
  if (found.length === 0) return undefined
  return {
    kind: 'APIResourceList',
    ...(group === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: formatGroupVersion({ group, version }),
    resources: found.flatMap((resource) => [
      {
        name: resource.resource,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: resource.verbs,
        ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
        ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
        ...(resource.verbs.includes('watch') ? { storageVersionHash: hashStorage(resource) } : {}),
      },
      ...resource.subresources.map((subresource) => ({
        name: `${resource.resource}/${subresource}`,
        singularName: '',
        namespaced: resource.namespaced,
        ...describeSubresource(resource, subresource),
      })),
    ]),
  }
}

/** The first 8 bytes of a hash of what is stored (apiserver pkg/endpoints/discovery StorageVersionHash). */
function hashStorage({ collection, kind, keptVersion }: Resource): string {
  const [group = ''] = collection.split('/')
  return createHash('sha256')
    .update(`${group}/${keptVersion}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')
}

/** The aggregated document of `/api` (the core group alone) or `/apis` (all others), apidiscovery v2. */
export function buildAggregated(core: boolean) {
  const groups = [...listGroups()].filter(([group]) => (group === '') === core)
  // Here groups of CRDs stand in the order of their names.
  const custom = groups.filter(([group]) => isCustomGroup(group)).sort(([a], [b]) => (a < b ? -1 : 1))
  const ordered = [...groups.filter(([group]) => !isCustomGroup(group)), ...custom]
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: ordered.map(([group, versions]) => ({
      metadata: group === '' ? {} : { name: group },
      versions: versions.map((served) => ({
        version: served,
        resources: resources
          .filter((resource) => resource.group === group && resource.version === served)
          .map(buildResourceDiscovery),
        freshness: 'Current',
      })),
    })),
  }
}

function buildResourceDiscovery(resource: Resource) {
  return {
    resource: resource.resource,
    responseKind: buildResponseKind(resource, resource),
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(resource.subresources.length > 0
      ? {
          subresources: resource.subresources.map((subresource) => ({
            subresource,
            responseKind: buildResponseKind(resource, describeSubresource(resource, subresource)),
            verbs: describeSubresource(resource, subresource).verbs,
          })),
        }
      : {}),
  }
}

/** Built-in kinds leave group and version of the answer's kind open unless it is foreign; custom ones tell them. */
function buildResponseKind(
  resource: Resource,
  answer: { readonly kind: string; readonly group?: string; readonly version?: string },
) {
  if (resource.custom)
    return {
      group: answer.group ?? resource.group,
      version: answer.version ?? resource.version,
      kind: answer.kind,
    }
  return answer === resource
    ? { group: '', version: '', kind: answer.kind }
    : { group: answer.group ?? '', version: answer.version ?? '', kind: answer.kind }
}
