import { probe, Refusal } from '#server/adapters/finding/probe.ts'
import { describeMissing, describeRefusing, describeUnhealthy } from '#server/adapters/finding/problems.ts'
import type { Finding, LookedThrough, ReachedServer } from '#server/adapters/finding/types.ts'
import {
  type Candidate,
  listCandidates,
  listUsualNamespaces,
} from '#server/mesh/telemetry/list-candidates.ts'
import type { FoundSource } from '#server/mesh/telemetry/rules.ts'
import { isProblem, type Problem } from '#server/problem.ts'

/** More Services than this that look like one source are a cluster whose operator should say which. */
const mostTried = 8

export interface LookFacts {
  readonly source: FoundSource
  readonly cluster: LookedThrough
  readonly rootNamespace: string
  /** Namespaces of the viewer, looked through where all may not be. */
  readonly namespaces: readonly string[]
}

/** A candidate that was tried, and its server where it is of use. */
export interface Tried {
  readonly finding: Finding
  readonly server?: ReachedServer
  readonly path: string
}

/**
 * Looks through the cluster's Services for one source: each candidate in its order is reached and asked. The first that
 * answers wins; of stores of metrics the first that has Istio's; of istiods all are told. Throws a Problem only when the
 * Services cannot be listed at all.
 */
export async function lookThrough(facts: LookFacts, signal: AbortSignal): Promise<readonly Tried[]> {
  const { source, cluster, rootNamespace } = facts
  const asked = listUsualNamespaces(rootNamespace, facts.namespaces)
  const { services, everywhere, refused } = await cluster.listServices(asked, signal)
  const candidates = listCandidates(services, source, rootNamespace).slice(0, mostTried)
  const seen = everywhere ? {} : { refused }
  if (candidates.length === 0) {
    const state = everywhere || refused.length === 0 ? 'missing' : 'forbidden'
    const problem = describeMissing(source, refused)
    return [{ finding: { source, state, problem, ...seen }, path: '' }]
  }
  const all: Tried[] = []
  for (const candidate of candidates) {
    const tried = await tryCandidate(candidate, cluster, signal)
    all.push({ ...tried, finding: { ...tried.finding, ...seen } })
    if (source !== 'istiod' && isBest(tried)) break
  }
  return keepBest(all, source)
}

const isBest = ({ finding }: Tried) => finding.state === 'found' && finding.hasMesh !== false

/** Servers that are of no use are let go. */
function keepBest(all: readonly Tried[], source: FoundSource): readonly Tried[] {
  if (source === 'istiod') return all
  const rank = { found: 0, unhealthy: 1, forbidden: 2, missing: 3, looking: 4 } as const
  const [best] = [...all].sort(
    (a, b) => Number(isBest(b)) - Number(isBest(a)) || rank[a.finding.state] - rank[b.finding.state],
  )
  for (const tried of all) if (tried !== best) tried.server?.close()
  return best ? [best] : []
}

async function tryCandidate(
  candidate: Candidate,
  cluster: LookedThrough,
  signal: AbortSignal,
): Promise<Tried> {
  const { source, rule, product, service, port, sample, revision, path } = candidate
  const address = `${service.namespace}/${service.name}:${port.port}`
  const base = { source, rule, product, sample, address, ...(revision ? { revision } : {}) }
  let server: ReachedServer | undefined
  try {
    server = await cluster.reachService(service, port, signal)
    const probed = await probe(candidate, server, signal)
    return { finding: { ...base, by: server.by, state: 'found', ...probed }, server, path }
  } catch (error) {
    server?.close()
    if (signal.aborted) throw signal.reason
    const problem = isProblem(error) ? error : describeTried(candidate, address, error)
    const state = problem.kind === 'forbidden' ? 'forbidden' : 'unhealthy'
    return { finding: { ...base, ...(server ? { by: server.by } : {}), state, problem }, path }
  }
}

function describeTried({ source, product }: Candidate, address: string, error: unknown): Problem {
  if (error instanceof Refusal) return describeRefusing(source, product, address, error.status)
  return describeUnhealthy(source, product, address, error)
}
