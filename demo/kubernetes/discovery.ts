import { createHash } from 'node:crypto'
import { formatGroupVersion, listGroups, type Resource, resources } from '#demo/kubernetes/catalogue.ts'

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
    ...(found[0]?.custom ? { apiVersion: 'v1' } : {}),
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
        ...(resource.verbs.includes('list') ? { storageVersionHash: hashStorage(resource) } : {}),
      },
      ...resource.subresources.map((subresource) => ({
        name: `${resource.resource}/${subresource}`,
        singularName: '',
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: subresourceVerbs(subresource),
      })),
    ]),
  }
}

/** The first 8 bytes of a hash of what is stored (apiserver pkg/endpoints/discovery StorageVersionHash). */
function hashStorage({ group, kind, storageVersion }: Resource): string {
  return createHash('sha256')
    .update(`${group}/${storageVersion}/${kind}`)
    .digest()
    .subarray(0, 8)
    .toString('base64')
}

function subresourceVerbs(subresource: string): string[] {
  if (subresource === 'log') return ['get']
  if (['attach', 'exec', 'portforward'].includes(subresource)) return ['create', 'get']
  if (['binding', 'eviction', 'token'].includes(subresource)) return ['create']
  return ['get', 'patch', 'update']
}

/** The aggregated document of `/api` (the core group alone) or `/apis` (all others), apidiscovery v2 and v2beta1. */
export function buildAggregated(core: boolean, version: 'v2' | 'v2beta1') {
  const groups = [...listGroups()].filter(([group]) => (group === '') === core)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${version}`,
    metadata: {},
    items: groups.map(([group, versions]) => ({
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
  // Built-in kinds leave group and version of the answer's kind open, custom ones tell them.
  const responseKind = resource.custom
    ? { group: resource.group, version: resource.version, kind: resource.kind }
    : { group: '', version: '', kind: resource.kind }
  return {
    resource: resource.resource,
    responseKind,
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(resource.subresources.length > 0
      ? {
          subresources: resource.subresources.map((subresource) => ({
            subresource,
            responseKind,
            verbs: subresourceVerbs(subresource),
          })),
        }
      : {}),
  }
}
