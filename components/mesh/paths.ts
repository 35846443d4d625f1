/** What a page tells of: one object by its place in the mesh. */
export interface ObjectPlace {
  readonly namespace: string
  readonly name: string
  /** Where two of one name could meet. */
  readonly kind?: string | undefined
}

/** In place of a namespace; no namespace can be called so. */
export const noNamespace = '_'

/**
 * Every address of the console's own screens, without the base path (Next's links add it). Nobody writes a path by hand.
 * `query` is the shared view (`useView().viewQuery`), '' or beginning with `?`.
 */
export const paths = {
  overview: (query = '') => `/${query}`,
  graph: (query = '') => `/graph${query}`,
  /** What the console found, and what mends what is missing. */
  setup: (query = '') => `/setup${query}`,
  /** What somebody who helps needs to know of the console. */
  diagnostics: (query = '') => `/diagnostics${query}`,
  namespaces: (query = '') => `/namespaces${query}`,
  applications: (query = '') => `/applications${query}`,
  workloads: (query = '') => `/workloads${query}`,
  services: (query = '') => `/services${query}`,
  /** Every object that configures the mesh. */
  config: (query = '') => `/config${query}`,
  /** One of them, by the console's word for its kind (`IstioGateway`). Kinds without namespace stand under `_`. */
  configObject: ({ kind = '', namespace, name }: ObjectPlace, query = '') =>
    write(
      `/config/${encodeURIComponent(namespace || noNamespace)}/${encodeURIComponent(kind)}/${encodeURIComponent(name)}`,
      keepView(query),
    ),
  /** With what changes it: its editor, or what would become of the mesh without it. */
  editConfig: (place: ObjectPlace, query = '', way: 'edit' | 'remove' = 'edit') =>
    addParameter(paths.configObject(place, query), way),
  /** The editor of an object that is not there yet. */
  newConfig: (query = '') => `/config/new${query}`,
  logs: (query = '') => `/logs${query}`,
  traces: (query = '') => `/traces${query}`,
  access: (query = '') => `/security/access${query}`,
  /** What objects that are not saved would do to who is let through. */
  whatIf: (query = '') => `/security/access/what-if${query}`,
  mtls: (query = '') => `/security/mtls${query}`,
  tokens: (query = '') => `/security/tokens${query}`,
  edge: (query = '') => `/security/edge${query}`,
  certificates: (query = '') => `/security/certificates${query}`,
  /** The traces of one request, by the id that proxies write into their access logs. */
  requestTraces: ({ namespace, requestId }: { namespace: string; requestId: string }, query = '') =>
    extend('/traces', query, { namespace, request: requestId }),
  trace: (id: string, query = '') => `/traces/${encodeURIComponent(id)}${query}`,
  /** Of one workload's pods the log lines that end at a moment (RFC 3339), what `find` says marked. */
  logsAround: (
    { namespace, workload, at, find }: { namespace: string; workload: string; at: string; find?: string },
    query = '',
  ) => extend('/logs', query, { namespace, workload, at, find }),
  /** The graph of some namespaces with a trace laid over it; `at` is the end of its window, RFC 3339. */
  traceOnGraph: (
    { id, namespaces, at }: { id: string; namespaces: readonly string[]; at?: string | undefined },
    query = '',
  ) => extend('/graph', query, { ns: namespaces.join(','), at, trace: id }),
  /** The graph of one namespace, keeping range and refresh of the shared view. */
  namespaceGraph: (namespace: string, query = '') => extend('/graph', query, { ns: namespace }),
  /** The graph around one node, by its text (`formatAround`). */
  graphAround: (
    { namespace, view, around }: { namespace: string; view: string; around: string },
    query = '',
  ) => extend('/graph', keepView(query), { ns: namespace, view, around }),
  namespace: (name: string, query = '') => write(`/namespaces/${encodeURIComponent(name)}`, keepView(query)),
  application: (place: ObjectPlace, query = '') => placePath('applications', place, query),
  workload: (place: ObjectPlace, query = '') => placePath('workloads', place, query),
  /** Of a Service, or of a ServiceEntry by its kind. */
  service: ({ kind, ...place }: ObjectPlace, query = '') =>
    placePath('services', kind === 'ServiceEntry' ? { ...place, kind } : place, query),
  /** The same with one of its nodes chosen; `idle`: one without traffic, which the graph shows when asked to. */
  graphNode: (
    { namespace, view, id, idle }: { namespace: string; view: string; id: string; idle: boolean },
    query = '',
  ) =>
    extend('/graph', query, {
      ns: namespace,
      view,
      show: idle ? 'idleNodes,waypoints,security' : undefined,
      sel: `node:${id}`,
    }),
} as const

/**
 * The page of an object: `Namespace`, `Application`, `Service`, `ServiceEntry`, or the kind of a workload. Two workloads of
 * different kinds may share a name, as may a Service and a ServiceEntry, so that their addresses say the kind.
 */
export function objectPath(place: ObjectPlace & { readonly kind: string }, query = ''): string {
  if (place.kind === 'Namespace') return paths.namespace(place.name, query)
  if (place.kind === 'Application') return paths.application({ ...place, kind: undefined }, query)
  const isService = place.kind === 'Service' || place.kind === 'ServiceEntry'
  return isService ? paths.service(place, query) : paths.workload(place, query)
}

/** The console's word for a kind: `Gateway` is one of two groups. */
export function nameConfigKind({
  apiVersion,
  kind,
}: {
  readonly apiVersion?: string | undefined
  readonly kind: string
}): string {
  return kind === 'Gateway' && apiVersion?.startsWith('networking.istio.io/') ? 'IstioGateway' : kind
}

/** The cluster's word for a kind of the console. */
export function showKind(kind: string): string {
  return kind === 'IstioGateway' ? 'Gateway' : kind
}

/**
 * The page of an object that configuration names, or that names it; undefined where it has none: Secrets and their like are
 * read by nobody here.
 */
export function referencePath(
  place: ObjectPlace & { readonly kind: string; readonly apiVersion?: string | undefined },
  query = '',
): string | undefined {
  if (['Secret', 'ServiceAccount', 'ConfigMap'].includes(place.kind)) return undefined
  if (place.kind === 'Workload') return paths.workload({ ...place, kind: undefined }, query)
  if (place.kind === 'Service') return paths.service(place, query)
  return paths.configObject({ ...place, kind: nameConfigKind(place) }, query)
}

/** An address, or the query of one, with one parameter more (`sort=-traffic`), written as it stands in addresses. */
export function addParameter(address: string, parameter: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}${parameter}`
}

/** Of another screen's query the part that all share: the rest means nothing there. */
function keepView(query: string): URLSearchParams {
  const given = new URLSearchParams(query)
  return new URLSearchParams(
    ['ns', 'range', 'refresh'].flatMap((key) => {
      const value = given.get(key)
      return value === null ? [] : [[key, value]]
    }),
  )
}

/** A page with more said of it than its query says; what is undefined stays as it is there. */
function extend(
  path: string,
  query: string | URLSearchParams,
  said: Readonly<Record<string, string | undefined>>,
): string {
  const parameters = new URLSearchParams(query)
  for (const [key, value] of Object.entries(said)) if (value !== undefined) parameters.set(key, value)
  return `${path}?${parameters}`
}

function placePath(area: string, { namespace, name, kind }: ObjectPlace, query: string): string {
  const parameters = keepView(query)
  if (kind !== undefined) parameters.set('kind', kind)
  return write(`/${area}/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`, parameters)
}

function write(path: string, parameters: URLSearchParams): string {
  const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')
  return text ? `${path}?${text}` : path
}

/**
 * The pages about what a graph draws, in the order of its menus: a page that comes adds its line here and its words under
 * `graph.menu.page`. `href` is undefined where the page has nothing about it.
 */
const objectPages = [
  {
    id: 'workload',
    href: ({ workload }: MeshPlace, query: string) => workload && paths.workload(workload, query),
  },
  {
    id: 'service',
    href: ({ service }: MeshPlace, query: string) => service && paths.service(service, query),
  },
  {
    id: 'application',
    href: ({ application }: MeshPlace, query: string) => application && paths.application(application, query),
  },
  {
    id: 'namespaceDetail',
    href: ({ namespace }: MeshPlace, query: string) =>
      namespace === undefined ? undefined : paths.namespace(namespace, query),
  },
  {
    id: 'namespace',
    href: ({ namespace }: MeshPlace, query: string) =>
      namespace === undefined ? undefined : paths.namespaceGraph(namespace, query),
  },
] as const

export interface MeshPlace {
  readonly namespace: string | undefined
  readonly workload?: ObjectPlace | undefined
  readonly service?: ObjectPlace | undefined
  readonly application?: ObjectPlace | undefined
}

/** The pages that tell more of something, with their addresses; `query` is the view that they keep. */
export function listPagesOf(place: MeshPlace, query = '') {
  return objectPages.flatMap(({ id, href }) => {
    const address = href(place, query)
    return address === undefined ? [] : [{ id, href: address }]
  })
}
