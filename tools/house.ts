/**
 * The law of the house as data, its limits of size in `tools/house/limits.ts`. `tools/house/` holds one rule per file,
 * `tools/house.test.ts` proves that each bites; `node tools/house/main.ts` judges the tree. Change the law here, with an ADR, never by a quiet exception.
 */

export interface Room {
  /** A folder (`contract`) or one file (`server/main.ts`); the longest that fits a file is its room. */
  readonly path: string
  readonly purpose: string
  /** Rooms, folders or files that may be imported; its own folder always may. */
  readonly imports?: readonly string[]
  /** The same, with `import type` only. */
  readonly typeImports?: readonly string[]
  readonly packages?: readonly string[]
  readonly typePackages?: readonly string[]
  /** Whether Node's own modules may be imported. */
  readonly node?: boolean
}

const contract = ['contract']
const core = ['server/mesh', 'server/problem.ts']
// Metrics of files are asked in PromQL, for which the demo has the evaluator.
const demoOfCli = ['demo/serve.ts', 'demo/config.ts', 'demo/prometheus']

/** Who may import whom. A room that is not in this table is a fault by itself. */
export const rooms: readonly Room[] = [
  {
    path: 'app',
    purpose: 'URLs only: layout, page, loading, error, route',
    imports: ['components', 'contract', 'server/usecases', 'server/http', 'messages'],
    packages: [
      'next',
      'next-intl',
      'react',
      '@fontsource-variable/inter',
      '@fontsource-variable/jetbrains-mono',
    ],
  },
  {
    path: 'components/ui',
    purpose: 'primitives, tokens and icons; knows no mesh and no query',
    packages: ['react', '@base-ui/react', 'lucide-react', 'cmdk', '@tanstack/react-virtual'],
  },
  {
    path: 'components/query',
    purpose: 'asks the calls: callOptions, useLiveCall, useWrite',
    imports: [...contract, 'components/ui'],
    packages: ['react', '@tanstack/react-query'],
  },
  {
    path: 'components/mesh',
    purpose: 'small mesh-aware marks that features share',
    imports: [...contract, 'components/ui'],
    packages: ['react', 'next', 'next-intl'],
  },
  {
    path: 'components/shell',
    purpose: 'navigation, page header, pickers, palette',
    imports: [...contract, 'components/ui', 'components/query', 'components/mesh', 'messages'],
    packages: ['react', 'next', 'next-intl', 'use-intl', '@tanstack/react-query'],
  },
  ...feature('overview', 'what is wrong now, and every namespace at a glance'),
  ...feature('graph', 'who calls whom'),
  ...feature('istio-config', 'the configuration of the mesh: written, and previewed before it is saved'),
  ...feature('logs', 'what pods and their proxies write, live and of the past'),
  ...feature('objects', 'lists and details of namespaces, applications, workloads and services'),
  ...feature('metrics', 'how an object fared over time'),
  ...feature('alerts', 'what the rules of Prometheus find now'),
  ...feature('traces', 'single requests through the mesh: who had part, and who added the delay'),
  ...feature('security', 'who may talk to whom, and whether it is encrypted'),
  ...feature('audit', 'who did what, and what an auditor asks for'),
  ...feature('setup', 'what was found, and what mends the rest'),
  ...feature('diagnostics', 'what somebody who helps needs to know of this console'),
  ...feature('sign-in', 'the one page for who is nobody yet'),
  {
    path: 'contract',
    purpose: 'the words that browser, server and command line share',
    packages: ['zod'],
  },
  { path: 'messages', purpose: 'every text a person reads' },
  {
    path: 'server/mesh',
    purpose: 'the pure core: no I/O, no clock, no environment',
    imports: core,
    typePackages: ['@kubernetes-models/istio', '@kubernetes-models/gateway-api'],
  },
  ...adapter('database', ['kysely', 'pg']),
  ...adapter('audit', ['kysely'], ['server/adapters/database']),
  ...adapter('history', ['kysely'], ['server/adapters/database', 'server/mesh/changes']),
  ...adapter('sessions', ['kysely'], ['server/adapters/database']),
  ...adapter('openid', ['openid-client']),
  ...['istiod', 'tracing'].flatMap((name) => adapter(name, [])),
  ...adapter('kubernetes', ['@kubernetes/client-node', 'socks', 'yaml']),
  ...adapter('prometheus', ['yaml']),
  {
    path: 'server/adapters/upstream',
    purpose: 'what adapters of HTTP servers do alike: one bounded question, and the words of no answer',
    ...{ imports: ['server/problem.ts'], node: true },
  },
  {
    path: 'server/adapters/self',
    purpose: 'what the process knows of itself: settings without secrets, failures, memory',
    imports: ['server/problem.ts'],
    typeImports: ['server/config'],
    node: true,
  },
  {
    path: 'server/adapters/finding',
    purpose: 'finds the other sources in the cluster, and keeps a way to them',
    imports: ['server/mesh/telemetry', 'server/problem.ts'],
    node: true,
  },
  {
    path: 'server/adapters/open-adapters.ts',
    purpose: 'the only composition root',
    imports: ['server/adapters', 'server/config', 'server/workers', ...core],
    typeImports: ['server/usecases/context.ts'],
    packages: ['pino'],
    node: true,
  },
  {
    path: 'server/adapters/process-state.ts',
    purpose: 'the one state that all copies of a module share: globalThis[Symbol.for("vardia")]',
    imports: ['server/config', ...core],
    typeImports: ['server/adapters', 'server/usecases/context.ts'],
    packages: ['pino'],
  },
  {
    path: 'server/usecases',
    purpose: 'one verb-named file per answer',
    imports: [...core, 'server/words.ts', 'server/workers/text/find-place.ts', ...contract, 'package.json'],
    typeImports: ['server/adapters', 'server/config', 'server/workers'],
    typePackages: ['pino'],
  },
  {
    path: 'server/http',
    purpose: 'one door: serve-call, serve-stream, session, problem-response',
    imports: [
      ...contract,
      'server/config',
      ...['server/problem.ts', 'server/words.ts'],
      'server/adapters/open-adapters.ts',
      'server/adapters/process-state.ts',
      'server/mesh/roles',
      'package.json',
    ],
    typeImports: ['server/usecases', 'server/adapters'],
    packages: ['next', 'zod', 'pino', 'prom-client', 'sirv'],
    node: true,
  },
  {
    path: 'server/main.ts',
    purpose: 'the one process entry',
    imports: [
      'server/http',
      'server/config',
      'server/adapters/open-adapters.ts',
      'server/adapters/process-state.ts',
      'package.json',
    ],
    packages: ['next', 'pino'],
    node: true,
  },
  {
    path: 'server/workers',
    purpose: 'heavy pure work off the main thread',
    imports: ['server/mesh'],
    packages: ['yaml'],
    node: true,
  },
  {
    path: 'server/config',
    purpose: 'the settings: schema and load',
    // Settings with a form of their own are read by who uses them, and checked by the same reader at the start.
    imports: ['server/mesh/health/parse-rates.ts', 'server/mesh/roles/parse-roles.ts', 'server/problem.ts'],
    packages: ['zod'],
    node: true,
  },
  { path: 'server/problem.ts', purpose: 'the one error class', typeImports: contract },
  {
    path: 'server/words.ts',
    purpose: 'words a code from the catalogue',
    imports: ['messages'],
    typeImports: contract,
    packages: ['use-intl'],
  },
  {
    path: 'cli',
    purpose: 'the vardia command, thin over use cases and the core',
    imports: [...contract, 'server', ...demoOfCli, 'tools/build', 'package.json'],
    packages: ['commander', 'zod', 'pino', 'yaml'],
    node: true,
  },
  {
    path: 'demo',
    purpose: 'an imagined mesh that speaks the real wire protocols',
    imports: ['server/mesh'],
    packages: ['@prometheus-io/lezer-promql', '@lezer/common', '@lezer/lr', 'yaml', 'zod'],
    node: true,
  },
  {
    path: 'e2e',
    purpose: 'journeys of a real browser through the built console',
    imports: [
      'contract',
      'demo',
      ...['server/main.ts', 'server/config/node-flags.ts'],
      // A journey takes a real one away.
      'server/adapters/database/postgresql.test-support.ts',
      ...['cli', 'tools', 'messages'],
    ],
    packages: ['playwright-core', 'axe-core', 'vitest'],
    node: true,
  },
  {
    path: 'tools',
    purpose: 'the law, the checks, the build, the generators, the bench',
    imports: ['contract', 'server', 'demo', 'messages', 'e2e/support', 'e2e/real/servers', 'cli'],
    packages: ['yaml', 'zod', 'oxc-parser', 'esbuild', 'vitest'],
    node: true,
  },
]

function feature(name: string, purpose: string): readonly Room[] {
  const imports = [
    ...contract,
    'components/ui',
    'components/shell',
    'components/mesh',
    'components/query',
    'messages/areas',
  ]
  const packages = ['react', 'next', 'next-intl', '@tanstack/react-query']
  return [{ path: `components/${name}`, purpose, imports, packages }]
}

function adapter(name: string, packages: readonly string[], more: readonly string[] = []): readonly Room[] {
  return [
    {
      path: `server/adapters/${name}`,
      purpose: `speaks to ${name} and to nothing else`,
      imports: ['server/mesh/objects', 'server/adapters/upstream', 'server/problem.ts', ...more],
      typeImports: ['server/config'],
      packages: ['zod', ...packages],
      node: true,
    },
  ]
}

/** What a test may import beside its room's list: the demo servers, its whole side of the house, and test tools. */
export const testImports: readonly { readonly under: string; readonly imports: readonly string[] }[] = [
  { under: 'components', imports: ['components', 'contract', 'messages'] },
  { under: 'server', imports: ['server', 'contract', 'demo', 'messages', 'app', 'tools/build'] },
  { under: 'cli', imports: ['server', 'contract', 'demo', 'tools'] },
  { under: 'contract', imports: ['app', 'messages'] },
  { under: 'demo', imports: ['server', 'demo'] },
  { under: 'tools', imports: ['tools', 'server', 'messages'] },
]
export const testPackages: readonly string[] = [
  ...['vitest', 'yaml', 'zod', 'happy-dom'],
  '@testing-library/react',
  '@testing-library/user-event',
  '@testing-library/dom',
  '@tanstack/react-query',
  'next-intl',
  'react',
  'react-dom',
  ...['@kubernetes/client-node', 'pino', 'oidc-provider'],
]

const codeMirror = 'autocomplete commands lang-yaml language lint merge state view'
  .split(' ')
  .map((part) => `@codemirror/${part}`)
  .concat('codemirror')

/** Packages that only these places may import, whatever their room's list says. */
export const packageFences: Readonly<Record<string, readonly string[]>> = {
  cytoscape: ['components/graph/stage'],
  recharts: ['components/ui/charts'],
  ...Object.fromEntries(codeMirror.map((name) => [name, ['components/istio-config/editor']])),
  '@base-ui/react': ['components/ui'],
  'lucide-react': ['components/ui'],
  cmdk: ['components/ui'],
  '@kubernetes/client-node': ['server/adapters/kubernetes', 'demo'],
  'prom-client': ['server/http'],
  'playwright-core': ['e2e'],
  'oxc-parser': ['tools/house', 'tools/build'],
  '@marcbachmann/cel-js': ['server/mesh/checks/schema'],
  re2js: ['server/mesh/patterns'],
}

/** Where a room's list grows by a package that only one of its folders may use. */
export const folderPackages: Readonly<Record<string, readonly string[]>> = {
  'components/graph/stage': ['cytoscape'],
  'components/ui/charts': ['recharts'],
  'components/istio-config/editor': [...codeMirror, '@lezer/highlight'],
  'server/mesh/checks/schema': ['@marcbachmann/cel-js'],
  'server/mesh/patterns': ['re2js'],
}
