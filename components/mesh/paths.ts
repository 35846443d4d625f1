/**
 * Every address of the console's own screens, without the base path (Next's links add it). Nobody writes a path by hand.
 * `query` is the shared view (`useView().viewQuery`), '' or beginning with `?`.
 */
export const paths = {
  overview: (query = '') => `/${query}`,
  graph: (query = '') => `/graph${query}`,
  /** The graph of one namespace, keeping range and refresh of the shared view. */
  namespaceGraph: (namespace: string, query = '') => {
    const parameters = new URLSearchParams(query)
    parameters.set('ns', namespace)
    return `/graph?${parameters}`
  },
} as const
