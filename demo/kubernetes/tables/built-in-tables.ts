import { formatAge, readPath } from '#demo/kubernetes/tables/cells.ts'
import { podCells } from '#demo/kubernetes/tables/pod-cells.ts'
import type { Manifest } from '#demo/world/types.ts'

export interface Column {
  readonly name: string
  readonly type?: 'string' | 'integer' | 'number' | 'date'
  /** 1 for columns that only `-o wide` shows. */
  readonly priority?: number
  cell(object: Manifest, nowMs: number): unknown
}

const at =
  (path: string, otherwise: unknown = '<none>') =>
  (object: Manifest) =>
    readPath(object, path) ?? otherwise

const column = (name: string, path: string, more: Partial<Column> = {}): Column => ({
  name,
  cell: at(path),
  ...more,
})

const count = (name: string, path: string, more: Partial<Column> = {}): Column => ({
  name,
  type: 'integer',
  cell: at(path, 0),
  ...more,
})

const age: Column = {
  name: 'Age',
  cell: (object, nowMs) => formatAge(object.metadata['creationTimestamp'], nowMs),
}

const ratio =
  (ready: string, wanted: string) =>
  (object: Manifest): string =>
    `${readPath(object, ready) ?? 0}/${readPath(object, wanted) ?? 0}`

interface Containers {
  readonly template?: { readonly spec?: { readonly containers?: readonly { name: string; image: string }[] } }
}

const wide: readonly Column[] = [
  { name: 'Containers', priority: 1, cell: (object) => readContainers(object, 'name') },
  { name: 'Images', priority: 1, cell: (object) => readContainers(object, 'image') },
  {
    name: 'Selector',
    priority: 1,
    cell: (object) => formatMap(Reflect.get(Object(object['spec']), 'selector')?.matchLabels),
  },
]

function readContainers(object: Manifest, field: 'name' | 'image'): string {
  const spec = object['spec'] as Containers // the world's owners have pod templates
  return (spec.template?.spec?.containers ?? []).map((container) => container[field]).join(',')
}

function formatMap(map: unknown): string {
  const entries = Object.entries(map ?? {})
  return entries.length === 0 ? '<none>' : entries.map(([name, value]) => `${name}=${value}`).join(',')
}

const deploymentColumns: readonly Column[] = [
  { name: 'Ready', cell: ratio('.status.readyReplicas', '.spec.replicas') },
  count('Up-to-date', '.status.updatedReplicas', { type: 'string' }),
  count('Available', '.status.availableReplicas', { type: 'string' }),
  age,
  ...wide,
]

/** The columns of built-in kinds (kubernetes pkg/printers/internalversion/printers.go), by collection. */
export const builtInTables: Readonly<Record<string, readonly Column[]>> = {
  '/pods': podCells,
  '/namespaces': [column('Status', '.status.phase'), age],
  '/nodes': [
    { name: 'Status', cell: () => 'Ready' },
    { name: 'Roles', cell: () => '<none>' },
    age,
    column('Version', '.status.nodeInfo.kubeletVersion'),
  ],
  '/services': [
    column('Type', '.spec.type'),
    column('Cluster-IP', '.spec.clusterIP'),
    { name: 'External-IP', cell: at('.status.loadBalancer.ingress[*].ip') },
    { name: 'Port(s)', cell: formatPorts },
    age,
    {
      name: 'Selector',
      priority: 1,
      cell: (object) => formatMap(Reflect.get(Object(object['spec']), 'selector')),
    },
  ],
  '/configmaps': [{ name: 'Data', cell: (object) => Object.keys(Object(object['data'])).length }, age],
  '/serviceaccounts': [{ name: 'Secrets', cell: () => 0 }, age],
  '/events': [
    { name: 'Last Seen', cell: (object, nowMs) => formatAge(object['lastTimestamp'], nowMs) },
    column('Type', '.type'),
    column('Reason', '.reason'),
    {
      name: 'Object',
      cell: (object) =>
        `${String(readPath(object, '.involvedObject.kind')).toLowerCase()}/${readPath(object, '.involvedObject.name')}`,
    },
    column('Message', '.message'),
  ],
  'apps/deployments': deploymentColumns,
  'apps/replicasets': [
    count('Desired', '.spec.replicas'),
    count('Current', '.status.replicas'),
    count('Ready', '.status.readyReplicas'),
    age,
    ...wide,
  ],
  'apps/statefulsets': [
    { name: 'Ready', cell: ratio('.status.readyReplicas', '.spec.replicas') },
    age,
    ...wide.slice(0, 2),
  ],
  'apps/daemonsets': [
    count('Desired', '.status.desiredNumberScheduled'),
    count('Current', '.status.currentNumberScheduled'),
    count('Ready', '.status.numberReady'),
    count('Up-to-date', '.status.updatedNumberScheduled'),
    count('Available', '.status.numberAvailable'),
    column('Node Selector', '.spec.template.spec.nodeSelector'),
    age,
    ...wide,
  ],
  'batch/jobs': [
    { name: 'Status', cell: (object) => (readPath(object, '.status.succeeded') ? 'Complete' : 'Running') },
    { name: 'Completions', cell: ratio('.status.succeeded', '.spec.completions') },
    age,
  ],
  'batch/cronjobs': [
    column('Schedule', '.spec.schedule'),
    column('Suspend', '.spec.suspend', {
      cell: (object) => (readPath(object, '.spec.suspend') ? 'True' : 'False'),
    }),
    age,
  ],
  'discovery.k8s.io/endpointslices': [
    column('AddressType', '.addressType'),
    column('Ports', '.ports[*].port'),
    column('Endpoints', '.endpoints[*].addresses[*]'),
    age,
  ],
  'apiextensions.k8s.io/customresourcedefinitions': [
    { name: 'Created At', cell: (object) => object.metadata['creationTimestamp'] },
  ],
}

function formatPorts(object: Manifest): string {
  // The world's Services have ports in the shape of core/v1.
  const { ports = [] } = object['spec'] as { ports?: { port: number; nodePort?: number; protocol: string }[] }
  return ports
    .map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',')
}
