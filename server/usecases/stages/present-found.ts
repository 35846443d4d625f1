import type { Cure, SetupSource } from '#contract/setup.ts'
import type { Finding } from '#server/adapters/finding/types.ts'
import type { FoundSource } from '#server/mesh/telemetry/rules.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import { wordFinding, wordKey } from '#server/words.ts'

const products: Readonly<Record<FoundSource, string>> = {
  prometheus: 'Prometheus',
  tracing: 'Jaeger',
  grafana: 'Grafana',
  perses: 'Perses',
  istiod: 'istiod',
}

/** What is typed to give a source's address, whichever way the console was started. */
function listAddressCures(source: FoundSource): readonly Cure[] {
  const url = {
    prometheus: 'http://HOST:9090',
    tracing: 'http://HOST:16686',
    grafana: 'http://HOST:3000',
    perses: 'http://HOST:8080',
    istiod: 'http://HOST:15014',
  }[source]
  return [
    { by: 'flag', value: `--${source}-url ${url}` },
    { by: 'setting', value: `VARDIA_${source.toUpperCase()}_URL=${url}` },
    { by: 'helm', value: `--set ${source}.url=${url}` },
  ]
}

/** One outcome of looking for a source, in words, with what mends it. */
export function presentFinding(finding: Finding, identity: string): SetupSource {
  const { source, state, problem } = finding
  const product = finding.product ?? products[source]
  return {
    name: source,
    state,
    ...(finding.by && state === 'found' ? { by: finding.by } : {}),
    ...(finding.address ? { address: finding.address } : {}),
    ...(finding.rule ? { rule: finding.rule } : {}),
    product,
    ...(finding.version ? { version: finding.version } : {}),
    ...(finding.revision ? { revision: finding.revision } : {}),
    sample: finding.sample ?? false,
    says: wordState(finding, product),
    ...(problem?.cause instanceof Error ? { cause: problem.cause.message.slice(0, 500) } : {}),
    cures: [...listCures(finding, identity)],
  }
}

function wordState({ state, problem, hasMesh, sample, by, address = '' }: Finding, product: string) {
  const params = { product, address, by: by ?? '' }
  if (problem) return wordProblem(problem)
  if (state !== 'found') return wordFinding('finding', 'setup-looking', params)
  if (hasMesh === false) return wordFinding('finding', 'setup-no-mesh-metrics', params)
  return wordFinding('finding', sample ? 'setup-sample' : 'setup-found', params)
}

function listCures({ source, state, problem, hasMesh }: Finding, identity: string): readonly Cure[] {
  if (state === 'found') return hasMesh === false ? listAddressCures(source) : []
  if (state === 'looking') return []
  return [...listRights(problem, identity), ...listAddressCures(source)]
}

/** The rules that are missing, one for each namespace and resource. */
function listRights(problem: Problem | undefined, identity: string): readonly Cure[] {
  const { rights, namespace, namespaces } = problem?.params ?? {}
  if (typeof rights === 'string' && typeof namespace === 'string')
    return [{ by: 'right', value: `${rights} in ${namespace}, for ${identity}` }]
  if (typeof namespaces === 'string')
    return [{ by: 'right', value: `list services in ${namespaces}, for ${identity}` }]
  return []
}

/** A source with an address of the settings, or without any. */
export function presentConfigured(
  source: FoundSource,
  url: string | undefined,
  status:
    | {
        readonly state: 'ok' | 'degraded' | 'down'
        readonly version?: string
        readonly product?: string
        readonly lastGoodMs?: number
        readonly problem?: unknown
      }
    | undefined,
): SetupSource {
  const product = status?.product ?? products[source]
  const base = { name: source, product, sample: false }
  if (!url) {
    const says = wordFinding('finding', 'setup-off', { product })
    return { ...base, state: 'off', says, cures: [...listAddressCures(source)] }
  }
  const address = new URL(url).origin
  const problem = isProblem(status?.problem) ? status.problem : undefined
  // What fails now and then has answered before; what never did is not there, whatever it is counted as.
  const isAway = status?.state === 'down' || (status?.state === 'degraded' && status.lastGoodMs === undefined)
  const isWell = !isAway || !problem
  const params = { product, address, by: 'url' }
  return {
    ...base,
    state: isWell ? 'found' : problem?.kind === 'forbidden' ? 'forbidden' : 'unhealthy',
    by: 'url',
    address,
    ...(status?.version ? { version: status.version } : {}),
    says: isWell || !problem ? wordFinding('finding', 'setup-found', params) : wordProblem(problem),
    ...(!isWell && problem?.cause instanceof Error ? { cause: problem.cause.message.slice(0, 500) } : {}),
    cures: isWell ? [] : [...listAddressCures(source)],
  }
}

/** A source of a cluster of files: recorded with it, or not there at all. */
export function presentOfFiles(
  source: FoundSource,
  { path, takenMs }: { readonly path: string; readonly takenMs: number },
  status: { readonly sinceMs: number; readonly version?: string } | undefined,
): SetupSource {
  const params = { product: products[source], date: new Date(takenMs).toISOString() }
  return {
    name: source,
    product: products[source],
    state: status ? 'found' : 'off',
    ...(status ? { address: path } : {}),
    ...(status?.version ? { version: status.version } : {}),
    sample: false,
    says: wordFinding('finding', status ? 'setup-files-source' : 'setup-files-lack', params),
    cures: [],
  }
}

function wordProblem({ code, params }: Problem) {
  return { code, params: { ...params }, text: wordKey(`problem.${code}.detail`, params) }
}
