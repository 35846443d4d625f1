import { catalogueTable } from '#demo/kubernetes/catalogue-table.ts'
import { demoKinds } from '#demo/kubernetes/custom-kinds.ts'
import type { CustomKind, PrinterColumn } from '#server/mesh/schemas/custom-kinds.ts'

/** A kind that the API server serves, in one version of its group. */
export interface Resource {
  readonly group: string
  /** The served version that this entry stands for. */
  readonly version: string
  readonly resource: string
  readonly singular: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shortNames: readonly string[]
  readonly categories: readonly string[]
  readonly verbs: readonly string[]
  readonly subresources: readonly string[]
  /** The served version in which the objects are kept here. */
  readonly storageVersion: string
  /** The version in which etcd keeps them, which may be served no longer. */
  readonly keptVersion: string
  /** What the CRD shows in tables; built-in kinds have printers instead. */
  readonly columns: readonly PrinterColumn[]
  /** Defined by a CRD: the wire form of its lists and columns differs in details from that of built-in kinds. */
  readonly custom: boolean
  /** One collection of the store holds the objects of all versions. */
  readonly collection: string
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** The same in the order of apiextensions' discovery (customresource_discovery_controller.go). */
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** Every served resource: the built-in kinds, then those of the CRDs of Istio and Gateway API. */
export const resources: readonly Resource[] = [...parseTable(), ...demoKinds.flatMap(readCustomKind)]

function parseTable(): Resource[] {
  return catalogueTable
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [
        group = '',
        versions = '',
        resource = '',
        kind = '',
        scope = '',
        short = '',
        more = '',
        subs = '',
      ] = line.trim().split(/\s+/)
      const list = (text: string) => (text === '-' || text === '' ? [] : text.split(','))
      const domain = group === 'core' ? '' : group
      const [served = '', stored] = versions.split('@')
      return list(served).map((version) => ({
        group: domain,
        version,
        storageVersion: list(served)[0] ?? version,
        keptVersion: stored ?? list(served)[0] ?? version,
        resource,
        singular: kind.toLowerCase(),
        kind,
        namespaced: scope === 'N' || scope === 'RN',
        shortNames: list(short),
        categories: list(more),
        verbs: chooseVerbs(scope, resource),
        subresources: list(subs),
        columns: [],
        custom: false,
        // Both groups of events show the same objects.
        collection: domain === 'events.k8s.io' ? '/events' : `${domain}/${resource}`,
      }))
    })
}

function chooseVerbs(scope: string, resource: string): readonly string[] {
  if (scope.startsWith('R')) return ['create']
  if (scope === 'L') return ['get', 'list']
  // Namespaces are deleted one by one.
  return resource === 'namespaces' ? allVerbs.filter((verb) => verb !== 'deletecollection') : allVerbs
}

function readCustomKind(custom: CustomKind): Resource[] {
  const storageVersion = custom.versions.find(({ storage }) => storage)?.name ?? ''
  return custom.versions
    .filter(({ served }) => served)
    .map((version) => ({
      group: custom.group,
      version: version.name,
      storageVersion,
      keptVersion: storageVersion,
      resource: custom.plural,
      singular: custom.singular,
      kind: custom.kind,
      namespaced: custom.scope === 'Namespaced',
      shortNames: custom.shortNames,
      categories: custom.categories,
      verbs: customVerbs,
      subresources: version.subresources,
      columns: version.printerColumns,
      custom: true,
      collection: `${custom.group}/${custom.plural}`,
    }))
}

const byPath = new Map(
  resources.map((resource) => [`${resource.group}/${resource.version}/${resource.resource}`, resource]),
)

export function findResource(group: string, version: string, resource: string): Resource | undefined {
  return byPath.get(`${group}/${version}/${resource}`)
}

const byKind = new Map(
  resources.map((resource) => [`${formatGroupVersion(resource)}/${resource.kind}`, resource]),
)

/** The resource of a manifest's apiVersion and kind. */
export function findResourceOfKind(apiVersion: string, kind: string): Resource | undefined {
  return byKind.get(`${apiVersion}/${kind}`)
}

/** `v1` for the core group, else `group/version`. */
export function formatGroupVersion({ group, version }: { group: string; version: string }): string {
  return group === '' ? version : `${group}/${version}`
}

/**
 * The API groups with their versions, preferred version first: the built-in ones in the order of the table, those of
 * CRDs by the name of their first APIService (kube-aggregator helpers.go ByGroupPriorityMinimum).
 */
export function listGroups(): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? []
    if (!versions.includes(version)) versions.push(version)
    groups.set(group, versions)
  }
  const custom = [...groups].filter(([group]) => isCustomGroup(group))
  const service = ([group, versions]: [string, string[]]) => `${[...versions].sort()[0]}.${group}`
  custom.sort((left, right) => (service(left) < service(right) ? -1 : 1))
  const sorted = new Map([...[...groups].filter(([group]) => !isCustomGroup(group)), ...custom])
  for (const versions of sorted.values()) versions.sort(compareVersions)
  return sorted
}

const customGroups = new Set(resources.filter(({ custom }) => custom).map(({ group }) => group))

/** Whether CRDs define the group. */
export function isCustomGroup(group: string): boolean {
  return customGroups.has(group)
}

/** Stable before beta before alpha, newer first (k8s.io/apimachinery pkg/version/helpers.go CompareKubeAwareVersionStrings). */
function compareVersions(left: string, right: string): number {
  const weigh = (version: string) => {
    const [, major = '0', stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? []
    const stageWeight = stage === '' ? 2 : stage === 'beta' ? 1 : 0
    return stageWeight * 1e6 + Number(major) * 1e3 + Number(minor)
  }
  return weigh(right) - weigh(left)
}
