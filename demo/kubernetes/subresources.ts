import type { Resource } from '#demo/kubernetes/catalogue.ts'

/** What a subresource takes or answers, and by which verbs. */
interface Subresource {
  readonly kind: string
  /** Where the kind is of another group than the resource. */
  readonly group?: string
  readonly version?: string
  readonly verbs: readonly string[]
}

const readAndWrite = ['get', 'patch', 'update']
const proxied = ['create', 'delete', 'get', 'patch', 'update']

/** Those that are not the resource itself in part; as kube-apiserver's discovery tells them. */
const special: Readonly<Record<string, Subresource>> = {
  'namespaces/finalize': { kind: 'Namespace', verbs: ['update'] },
  'nodes/proxy': { kind: 'NodeProxyOptions', verbs: proxied },
  'pods/attach': { kind: 'PodAttachOptions', verbs: ['create', 'get'] },
  'pods/binding': { kind: 'Binding', verbs: ['create'] },
  'pods/eviction': { group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
  'pods/exec': { kind: 'PodExecOptions', verbs: ['create', 'get'] },
  'pods/log': { kind: 'Pod', verbs: ['get'] },
  'pods/portforward': { kind: 'PodPortForwardOptions', verbs: ['create', 'get'] },
  'pods/proxy': { kind: 'PodProxyOptions', verbs: proxied },
  'serviceaccounts/token': {
    group: 'authentication.k8s.io',
    version: 'v1',
    kind: 'TokenRequest',
    verbs: ['create'],
  },
  'services/proxy': { kind: 'ServiceProxyOptions', verbs: proxied },
}

export function describeSubresource(resource: Resource, subresource: string): Subresource {
  const known = special[`${resource.resource}/${subresource}`]
  if (known) return known
  if (subresource === 'scale') {
    return { group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: readAndWrite }
  }
  return { kind: resource.kind, verbs: readAndWrite }
}
