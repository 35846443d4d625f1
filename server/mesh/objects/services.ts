import { type MeshSnapshot, memoByKinds } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf, Service } from '#server/mesh/objects/types.ts'
import { defaultWorkloadLabels, type WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { listWorkloadsOfNamespace, type Workload, workloadKinds } from '#server/mesh/objects/workloads.ts'

export type ServiceEntry = ObjectOf<'ServiceEntry'>

/** The services and ServiceEntries of a snapshot, found by host and by workload. */
export interface ServiceIndex {
  /** `name.namespace.svc.<any domain>`, `name.namespace.svc` and `name.namespace`. */
  findService(host: string): Service | undefined
  /**
   * The entry whose host answers for `host` as seen from a namespace: exact before wildcard, the longer wildcard
   * before the shorter, the caller's own namespace before others. Without a namespace visibility is not asked.
   */
  findServiceEntry(host: string, fromNamespace?: string): ServiceEntry | undefined
  /** Workloads that the service's selector matches, in its own namespace. */
  selectWorkloads(service: Service): readonly Workload[]
  /** Services whose selector matches the workload, sorted by name. */
  listServicesOf(workload: Workload): readonly Service[]
}

/** All that the index reads: its own kinds, and what workloads are folded from. */
const indexesOf = memoByKinds(
  [...workloadKinds, 'Service', 'ServiceEntry'],
  () => new Map<string, ServiceIndex>(),
)

/** The index is built once per snapshot and label names, its parts as they are asked for. */
export function indexServices(
  snapshot: MeshSnapshot,
  labels: WorkloadLabels = defaultWorkloadLabels,
): ServiceIndex {
  const byLabels = indexesOf(snapshot)
  const key = `${labels.app.join()} ${labels.version.join()}`
  const index = byLabels.get(key) ?? buildIndex(snapshot, labels)
  byLabels.set(key, index)
  return index
}

function buildIndex(snapshot: MeshSnapshot, labels: WorkloadLabels): ServiceIndex {
  const entries = indexEntries(snapshot)
  const selected = new Map<Service, readonly Workload[]>()
  const servicesOf = new Map<Workload, readonly Service[]>()
  return {
    findService: (host) => {
      const [name, namespace, svc] = host.split('.', 3)
      if (!name || !namespace || (svc !== undefined && svc !== 'svc')) return undefined
      return snapshot.find('Service', namespace, name)
    },
    findServiceEntry: (host, fromNamespace) => {
      for (const candidates of candidatesOf(entries, host)) {
        const visible = candidates.filter(
          (entry) => fromNamespace === undefined || isExported(entry, fromNamespace),
        )
        const own = visible.find((entry) => entry.metadata.namespace === fromNamespace)
        if (own ?? visible[0]) return own ?? visible[0]
      }
      return undefined
    },
    selectWorkloads: (service) => {
      const done = selected.get(service)
      if (done) return done
      const workloads = listWorkloadsOfNamespace(snapshot, service.metadata.namespace, labels)
      const matching = workloads.filter((workload) => isSelected(service, workload))
      selected.set(service, matching)
      return matching
    },
    listServicesOf: (workload) => {
      const done = servicesOf.get(workload)
      if (done) return done
      const services = snapshot
        .inNamespace('Service', workload.namespace)
        .filter((service) => isSelected(service, workload))
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
      servicesOf.set(workload, services)
      return services
    },
  }
}

/** A service without selector selects nothing (Kubernetes "Services without selectors"). */
function isSelected(service: Service, workload: Workload): boolean {
  const { selector } = service.spec
  let terms = 0
  for (const name in selector) {
    if (workload.labels[name] !== selector[name]) return false
    terms += 1
  }
  return terms > 0
}

/** Entries by host in lower case, oldest first, as Istio resolves a host that two of them claim. */
function indexEntries(snapshot: MeshSnapshot): ReadonlyMap<string, readonly ServiceEntry[]> {
  const byHost = new Map<string, ServiceEntry[]>()
  const oldestFirst = [...snapshot.all('ServiceEntry')].sort(
    (a, b) =>
      a.metadata.creationTimestamp.localeCompare(b.metadata.creationTimestamp) ||
      a.metadata.name.localeCompare(b.metadata.name),
  )
  for (const entry of oldestFirst) {
    for (const host of entry.spec.hosts ?? []) {
      const key = host.toLowerCase()
      const entries = byHost.get(key)
      if (entries) entries.push(entry)
      else byHost.set(key, [entry])
    }
  }
  return byHost
}

/** `a.b.c`, then `*.b.c`, `*.c`, `*`: Istio's order of host specificity (istio `pkg/config/host`). */
function* candidatesOf(
  entries: ReadonlyMap<string, readonly ServiceEntry[]>,
  host: string,
): Generator<readonly ServiceEntry[]> {
  if (entries.size === 0) return
  let rest = host.toLowerCase()
  const exact = entries.get(rest)
  if (exact) yield exact
  for (let dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
    rest = rest.slice(dot + 1)
    const wild = entries.get(`*.${rest}`)
    if (wild) yield wild
  }
  const any = entries.get('*')
  if (any) yield any
}

/**
 * `exportTo`: none or `*` is everywhere, `.` its own namespace, `~` nowhere, else the named ones
 * (istio.io/api networking/v1 ServiceEntry). meshConfig.defaultServiceExportTo is not read here.
 */
export function isExported(entry: ServiceEntry, namespace: string): boolean {
  const exportTo = entry.spec.exportTo ?? []
  if (exportTo.length === 0) return true
  return exportTo.some(
    (term) => term === '*' || term === namespace || (term === '.' && entry.metadata.namespace === namespace),
  )
}
