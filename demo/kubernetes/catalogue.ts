import { catalogueTable } from '#demo/kubernetes/catalogue-table.ts'

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
  /** Defined by a CRD: the wire form of its lists and columns differs in details from that of built-in kinds. */
  readonly custom: boolean
  /** One collection of the store holds the objects of all versions. */
  readonly collection: string
}

const allVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** Every served resource, in the order in which discovery tells groups and versions. */
export const resources: readonly Resource[] = parseTable()

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
      const custom = domain.endsWith('istio.io') || domain.startsWith('gateway.networking.')
      return list(versions).map((version) => ({
        group: domain,
        version,
        resource,
        singular: kind.toLowerCase(),
        kind,
        namespaced: scope === 'N',
        shortNames: list(short),
        categories: list(more),
        verbs: scope === 'R' || scope === 'RN' ? ['create'] : allVerbs,
        subresources: list(subs),
        custom,
        collection: `${domain}/${resource}`,
      }))
    })
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

/** The API groups with their versions, preferred version first (the order of the table). */
export function listGroups(): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const { group, version } of resources) {
    const versions = groups.get(group) ?? []
    if (!versions.includes(version)) versions.push(version)
    groups.set(group, versions)
  }
  for (const versions of groups.values()) versions.sort(compareVersions)
  return groups
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
