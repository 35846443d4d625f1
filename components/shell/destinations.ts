import { paths } from '#components/mesh/paths.ts'

/** The screens of the navigation, in its order; words are `shell.nav.<id>`, the key is pressed after `g`. */
export const destinations = [
  { id: 'overview', path: paths.overview, key: 'o' },
  { id: 'graph', path: paths.graph, key: 'g' },
  { id: 'namespaces', path: paths.namespaces, key: 'n' },
  { id: 'applications', path: paths.applications, key: 'a' },
  { id: 'workloads', path: paths.workloads, key: 'w' },
  { id: 'services', path: paths.services, key: 's' },
  { id: 'config', path: paths.config, key: 'c' },
  { id: 'history', path: (query = '') => `/history${query}`, key: 'h' },
  { id: 'audit', path: (query = '') => `/audit${query}`, key: 'u' },
  { id: 'access', path: paths.access, key: 'p' },
  { id: 'mtls', path: paths.mtls, key: 'm' },
  { id: 'certificates', path: paths.certificates, key: 'i' },
  { id: 'edge', path: paths.edge, key: 'e' },
  { id: 'tokens', path: paths.tokens, key: 'k' },
  { id: 'logs', path: paths.logs, key: 'l' },
  { id: 'traces', path: paths.traces, key: 't' },
] as const

export type DestinationId = (typeof destinations)[number]['id']

/** The screen that a path belongs to: the longest destination that the path begins with. */
export function findDestination(pathname: string): DestinationId | undefined {
  const found = [...destinations]
    .sort((a, b) => b.path().length - a.path().length)
    .find(({ path }) => pathname === path() || (path() !== '/' && pathname.startsWith(`${path()}/`)))
  return found?.id
}

/** The way to the screen that a path belongs to; undefined where the path is that screen itself. */
export function findWayUp(pathname: string): ((query?: string) => string) | undefined {
  const found = destinations.find(({ id }) => id === findDestination(pathname))
  return found && found.path() !== pathname ? found.path : undefined
}
