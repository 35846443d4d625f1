import { formatAge, readPath } from '#demo/kubernetes/tables/cells.ts'
import { eventCells } from '#demo/kubernetes/tables/event-cells.ts'
import { podCells } from '#demo/kubernetes/tables/pod-cells.ts'
import type { Manifest } from '#demo/world/types.ts'

export interface Column {
  readonly name: string
  readonly type?: 'string' | 'integer' | 'number' | 'date' | 'boolean'
  readonly format?: string
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
  // Owners have pod templates, a CronJob's inside the template of its Jobs; an empty object has none.
  const spec = (object['spec'] ?? {}) as Containers & {
    readonly jobTemplate?: { readonly spec?: Containers }
  }
  return ((spec.jobTemplate?.spec ?? spec).template?.spec?.containers ?? [])
    .map((container) => container[field])
    .join(',')
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

function readList(object: Manifest, ...path: readonly string[]): readonly unknown[] {
  let value: unknown = object
  for (const part of path) value = Object(value)[part]
  return Array.isArray(value) ? value : []
}

/** At most three, then how many more (printers.go formatEndpointSlices… maxEndpoints). */
function joinFew(items: readonly string[], none: string): string {
  if (items.length === 0) return none
  const shown = items.slice(0, 3).join(',')
  return items.length > 3 ? `${shown} + ${items.length - 3} more...` : shown
}

function describeJob(object: Manifest): string {
  const holds = (type: string) =>
    readList(object, 'status', 'conditions').some(
      (condition) => Object(condition).type === type && Object(condition).status === 'True',
    )
  if (holds('Complete')) return 'Complete'
  if (holds('Failed')) return 'Failed'
  return readPath(object, '.spec.suspend') ? 'Suspended' : 'Running'
}

/** From its start to its end, or to now. */
function measureJob(object: Manifest, nowMs: number): string {
  const start = readPath(object, '.status.startTime')
  const end = readPath(object, '.status.completionTime')
  return start ? formatAge(start, end ? Date.parse(String(end)) : nowMs) : ''
}

function listSubjects(object: Manifest, kind: string): string {
  return readList(object, 'subjects')
    .map((subject) => Object(subject))
    .filter((subject) => subject.kind === kind)
    .map(({ namespace, name }) => (kind === 'ServiceAccount' ? `${namespace}/${name}` : name))
    .join(', ')
}

const bindingCells: readonly Column[] = [
  {
    name: 'Role',
    cell: (object) => `${readPath(object, '.roleRef.kind') ?? ''}/${readPath(object, '.roleRef.name') ?? ''}`,
  },
  age,
  { name: 'Users', priority: 1, cell: (object) => listSubjects(object, 'User') },
  { name: 'Groups', priority: 1, cell: (object) => listSubjects(object, 'Group') },
  { name: 'ServiceAccounts', priority: 1, cell: (object) => listSubjects(object, 'ServiceAccount') },
]

function readAddress(object: Manifest, type: string): unknown {
  const found = readList(object, 'status', 'addresses').find((address) => Object(address).type === type)
  return Object(found).address ?? '<none>'
}

const nodeCells: readonly Column[] = [
  {
    name: 'Status',
    cell: (object) => {
      const ready = readPath(object, '.status.conditions[?(@.type=="Ready")].status')
      const state = ready === 'True' ? 'Ready' : ready === null ? 'Unknown' : 'NotReady'
      return readPath(object, '.spec.unschedulable') ? `${state},SchedulingDisabled` : state
    },
  },
  {
    name: 'Roles',
    cell: (object) => {
      const prefix = 'node-role.kubernetes.io/'
      const labels = Object.keys(Object(object.metadata['labels'])).filter((label) =>
        label.startsWith(prefix),
      )
      return (
        labels
          .map((label) => label.slice(prefix.length))
          .sort()
          .join(',') || '<none>'
      )
    },
  },
  age,
  { name: 'Version', cell: at('.status.nodeInfo.kubeletVersion', '') },
  { name: 'Internal-IP', priority: 1, cell: (object) => readAddress(object, 'InternalIP') },
  { name: 'External-IP', priority: 1, cell: (object) => readAddress(object, 'ExternalIP') },
  { name: 'OS-Image', priority: 1, cell: at('.status.nodeInfo.osImage', '<unknown>') },
  { name: 'Kernel-Version', priority: 1, cell: at('.status.nodeInfo.kernelVersion', '<unknown>') },
  {
    name: 'Container-Runtime',
    priority: 1,
    cell: at('.status.nodeInfo.containerRuntimeVersion', '<unknown>'),
  },
]

/** The columns of built-in kinds (kubernetes pkg/printers/internalversion/printers.go), by collection. */
export const builtInTables: Readonly<Record<string, readonly Column[]>> = {
  '/pods': podCells,
  '/namespaces': [column('Status', '.status.phase'), age],
  '/nodes': nodeCells,
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
  '/events': eventCells,
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
    { name: 'Status', cell: describeJob },
    { name: 'Completions', cell: ratio('.status.succeeded', '.spec.completions') },
    { name: 'Duration', cell: measureJob },
    age,
    ...wide,
  ],
  'batch/cronjobs': [
    column('Schedule', '.spec.schedule'),
    column('Timezone', '.spec.timeZone'),
    {
      name: 'Suspend',
      type: 'boolean',
      cell: (object) => (readPath(object, '.spec.suspend') ? 'True' : 'False'),
    },
    { name: 'Active', type: 'integer', cell: (object) => readList(object, 'status', 'active').length },
    {
      name: 'Last Schedule',
      cell: (object, nowMs) => {
        const last = readPath(object, '.status.lastScheduleTime')
        return last ? formatAge(last, nowMs) : '<none>'
      },
    },
    age,
    ...wide.slice(0, 2),
    { name: 'Selector', priority: 1, cell: () => '<none>' },
  ],
  'discovery.k8s.io/endpointslices': [
    { name: 'AddressType', cell: at('.addressType', '') },
    {
      name: 'Ports',
      cell: (object) =>
        joinFew(
          readList(object, 'ports').map((port) => String(Object(port).port ?? '*')),
          '<unset>',
        ),
    },
    {
      name: 'Endpoints',
      cell: (object) =>
        joinFew(
          readList(object, 'endpoints').flatMap((endpoint) => Object(endpoint).addresses ?? []),
          '<unset>',
        ),
    },
    age,
  ],
  'rbac.authorization.k8s.io/clusterrolebindings': bindingCells,
  'rbac.authorization.k8s.io/rolebindings': bindingCells,
  'apiextensions.k8s.io/customresourcedefinitions': [
    { name: 'Created At', type: 'date', cell: (object) => object.metadata['creationTimestamp'] ?? null },
  ],
}

function formatPorts(object: Manifest): string {
  // The world's Services have ports in the shape of core/v1.
  const { ports = [] } = (object['spec'] ?? {}) as {
    ports?: { port: number; nodePort?: number; protocol: string }[]
  }
  return ports
    .map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(',')
}
