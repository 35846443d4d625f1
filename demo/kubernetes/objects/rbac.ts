import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import type { Manifest, WorldNamespace } from '#demo/world/types.ts'

const everything = ['*']
const reading = ['get', 'list', 'watch']
const writing = ['create', 'delete', 'deletecollection', 'patch', 'update']
const meshGroups = [
  'networking.istio.io',
  'security.istio.io',
  'telemetry.istio.io',
  'extensions.istio.io',
  'gateway.networking.k8s.io',
]

const discoveryPaths = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/healthz',
  '/livez',
  '/openapi',
  '/openapi/*',
  '/readyz',
  '/version',
  '/version/',
]

interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

const clusterRoles: Readonly<Record<string, readonly Rule[]>> = {
  'cluster-admin': [
    { verbs: everything, apiGroups: everything, resources: everything },
    { verbs: everything, nonResourceURLs: everything },
  ],
  'system:basic-user': [
    {
      verbs: ['create'],
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
    },
    { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  ],
  'system:discovery': [{ verbs: ['get'], nonResourceURLs: discoveryPaths }],
  'system:public-info-viewer': [
    { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  ],
  /** What the auditor reads in each namespace it is bound in. Secrets are not in it. */
  'mesh-auditor': [
    {
      verbs: reading,
      apiGroups: [''],
      resources: ['configmaps', 'endpoints', 'events', 'pods', 'pods/log', 'serviceaccounts', 'services'],
    },
    { verbs: reading, apiGroups: ['apps', 'batch', 'discovery.k8s.io'], resources: everything },
    { verbs: reading, apiGroups: meshGroups, resources: everything },
    { verbs: reading, apiGroups: ['argoproj.io'], resources: ['rollouts', 'rollouts/scale'] },
  ],
  /** What has no namespace. */
  'mesh-auditor-cluster': [
    { verbs: reading, apiGroups: [''], resources: ['namespaces', 'nodes'] },
    { verbs: reading, apiGroups: ['gateway.networking.k8s.io'], resources: ['gatewayclasses'] },
    { verbs: reading, apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'] },
  ],
}

/** What the editor may do in the namespace bookinfo: Kubernetes' `edit`, and all of the mesh's kinds. */
const editorRules: readonly Rule[] = [
  {
    verbs: [...reading, ...writing],
    apiGroups: [''],
    resources: ['configmaps', 'events', 'pods', 'secrets', 'serviceaccounts', 'services'],
  },
  { verbs: reading, apiGroups: [''], resources: ['endpoints', 'namespaces', 'pods/log', 'pods/status'] },
  { verbs: [...reading, ...writing], apiGroups: [''], resources: ['pods/exec', 'pods/portforward'] },
  {
    verbs: [...reading, ...writing],
    apiGroups: ['apps'],
    resources: [
      'daemonsets',
      'deployments',
      'deployments/scale',
      'replicasets',
      'replicasets/scale',
      'statefulsets',
      'statefulsets/scale',
    ],
  },
  { verbs: [...reading, ...writing], apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { verbs: reading, apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { verbs: everything, apiGroups: meshGroups, resources: everything },
]

/**
 * The roles and bindings behind the demo's four users. RBAC cannot deny, so the auditor is bound namespace by
 * namespace, in all but `demo-forbidden`: it sees that this namespace exists, as lists of namespaces cannot be cut by
 * RBAC, and nothing that is in it.
 */
export function buildRbac(mint: Mint, namespaces: readonly WorldNamespace[]): Manifest[] {
  const group = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })
  const object = (
    kind: string,
    name: string,
    namespace: string | undefined,
    fields: Record<string, unknown>,
  ) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      uid: mint.uid(),
      creationTimestamp: mint.timeBefore(311),
    },
    ...fields,
  })
  const bind = (name: string, role: string, groupName: string, namespace?: string, kind = 'ClusterRole') =>
    object(namespace ? 'RoleBinding' : 'ClusterRoleBinding', name, namespace, {
      subjects: [group(groupName)],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: role },
    })
  return [
    ...Object.entries(clusterRoles).map(([name, rules]) => object('ClusterRole', name, undefined, { rules })),
    bind('cluster-admin', 'cluster-admin', 'system:masters'),
    bind('system:basic-user', 'system:basic-user', 'system:authenticated'),
    bind('system:discovery', 'system:discovery', 'system:authenticated'),
    bind('system:public-info-viewer', 'system:public-info-viewer', 'system:authenticated'),
    bind('mesh-auditor-cluster', 'mesh-auditor-cluster', 'mesh-auditors'),
    ...namespaces
      .filter(({ name }) => name !== forbiddenNamespace)
      .map(({ name }) => bind('mesh-auditor', 'mesh-auditor', 'mesh-auditors', name)),
    object('Role', 'bookinfo-editor', 'bookinfo', { rules: editorRules }),
    bind('bookinfo-editor', 'bookinfo-editor', 'bookinfo-editors', 'bookinfo', 'Role'),
  ]
}
