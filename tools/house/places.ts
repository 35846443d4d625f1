/** Who may do what few may: read the environment, export by default, borrow the mesh's words. */

/** Places that may read `process.env`. */
export const environmentReaders: readonly string[] = [
  'server/config',
  'demo/config.ts',
  'cli/env.ts',
  'tools',
  'e2e/support',
]
/** Places that may write it, for a library that takes no argument. */
export const environmentWriters: readonly string[] = ['server/main.ts']

/** Places that may ask by `useQuery` itself: the hooks over it, and what no other part of a page asks for. */
export const queryAskers: readonly string[] = [
  'components/query',
  'components/audit/trail/use-verification.ts',
]

/** Files whose framework demands a default export, beside those of `app/`. */
export const defaultExports: readonly string[] = [
  'tools/run/unsteady-reporter.ts',
  'next.config.js',
  'vitest.config.ts',
  'knip.config.ts',
  'postcss.config.mjs',
  'postcss.config.js',
]

/** Words that the mesh owns. As a folder's or a file's role they may only stand where they mean the mesh's thing. */
export const meshWords: readonly string[] = [
  'service',
  'source',
  'route',
  'gateway',
  'endpoint',
  'policy',
  'controller',
  'workload',
]
/** Where such a word means what Istio and Kubernetes mean by it. */
export const meshWordPlaces: readonly string[] = [
  'server/mesh',
  'components',
  'demo',
  'contract',
  'app',
  'messages',
  'tools/verdicts',
]
/** "Data source" is the reader's own word for what the console asks; the lists are of the mesh's own workloads and services. */
export const meshWordExceptions: readonly string[] = [
  'server/usecases/read-services.ts',
  'server/usecases/read-workloads.ts',
  'server/usecases/read-sources.ts',
  'server/usecases/read-sources.test.ts',
]
/** Names that say nothing about what is inside. */
export const emptyWords: readonly string[] = [
  'utils',
  'util',
  'helpers',
  'helper',
  'common',
  'misc',
  'lib',
  'shared',
  'stuff',
  'manager',
]
