/**
 * Every address of the console's own screens, without the base path (Next's links add it). Nobody writes a path by hand.
 * `query` is the shared view (`useView().viewQuery`), '' or beginning with `?`.
 */
export const paths = {
  overview: (query = '') => `/${query}`,
  graph: (query = '') => `/graph${query}`,
  /** What the console found, and what mends what is missing. */
  setup: (query = '') => `/setup${query}`,
  namespaces: (query = '') => `/namespaces${query}`,
  applications: (query = '') => `/applications${query}`,
  workloads: (query = '') => `/workloads${query}`,
  services: (query = '') => `/services${query}`,
  /** The graph of one namespace, keeping range and refresh of the shared view. */
  namespaceGraph: (namespace: string, query = '') => {
    const parameters = new URLSearchParams(query)
    parameters.set('ns', namespace)
    return `/graph?${parameters}`
  },
  /** The same with one of its nodes chosen; `idle`: one without traffic, which the graph shows when asked to. */
  graphNode: (
    { namespace, view, id, idle }: { namespace: string; view: string; id: string; idle: boolean },
    query = '',
  ) => {
    const parameters = new URLSearchParams(query)
    parameters.set('ns', namespace)
    parameters.set('view', view)
    if (idle) parameters.set('show', 'idleNodes,waypoints,security')
    parameters.set('sel', `node:${id}`)
    return `/graph?${parameters}`
  },
} as const

/** An object as lists and details name it. */
interface NamedObject {
  readonly kind: string
  readonly namespace: string
  readonly name: string
}

/**
 * The page of an object: `Namespace`, `Application`, `Service`, `ServiceEntry`, or the kind of a workload. Two workloads of
 * different kinds may share a name, as may a Service and a ServiceEntry, so that their addresses say the kind.
 */
export function objectPath({ kind, namespace, name }: NamedObject, query = ''): string {
  const place = `${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`
  if (kind === 'Namespace') return `/namespaces/${encodeURIComponent(name)}${query}`
  if (kind === 'Application') return `/applications/${place}${query}`
  const parameters = new URLSearchParams(query)
  parameters.set('kind', kind)
  const list = kind === 'Service' || kind === 'ServiceEntry' ? 'services' : 'workloads'
  return `/${list}/${place}?${parameters}`
}

/**
 * The pages about what a graph draws, in the order of its menus: a page that comes adds its line here and its words under
 * `graph.menu.page`. `href` is undefined where the page has nothing about it.
 */
const objectPages = [
  {
    id: 'namespace',
    href: ({ namespace }: MeshPlace, query: string) =>
      namespace === undefined ? undefined : paths.namespaceGraph(namespace, query),
  },
] as const

export interface MeshPlace {
  readonly namespace: string | undefined
}

/** The pages that tell more of something, with their addresses; `query` is the view that they keep. */
export function listPagesOf(place: MeshPlace, query = '') {
  return objectPages.flatMap(({ id, href }) => {
    const address = href(place, query)
    return address === undefined ? [] : [{ id, href: address }]
  })
}
