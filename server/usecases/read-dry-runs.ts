import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { DryRun, dryRuns } from '#contract/dry-runs.ts'
import type { Notice } from '#contract/words.ts'
import { type AccessFacts, indexAccess } from '#server/mesh/access/access-facts.ts'
import { isDryRun, readAction } from '#server/mesh/authorization/compile-policy.ts'
import { hasPolicies, listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'
import { buildShadowQuery } from '#server/mesh/promql/shadow-queries.ts'
import { foldShadows, nameShadow, type ShadowCounts } from '#server/mesh/sandbox/fold-shadows.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { type ChosenNamespaces, chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof dryRuns>
type Answer = CallOutput<typeof dryRuns>

const mostWorkloads = 500

/**
 * Policies in dry run by the workloads that they hold for, and what proxies counted of them. The cluster's objects are
 * essential, Prometheus is not. Throws Problem not-found when none of the asked namespaces is visible, or what the
 * Kubernetes adapter throws.
 */
export const readDryRuns: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, labels } = view
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const facts = indexAccess(cut, adapters.kubernetes.readMeshConfig(cut))
  const tried = listWorkloads(cut, labels)
    .filter((workload) => chosen.asked.has(workload.namespace) && hasPolicies(workload))
    .flatMap((workload) => listTried(workload, facts))
  const seen = tried.length > 0 ? await gatherShadows(chosen, input.rangeSeconds, context) : undefined
  const told = tried.map((one) => presentTried(one, seen?.counts))
  return {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: input.rangeSeconds,
    workloads: told
      .toSorted((one, other) => (other.counted?.denied ?? 0) - (one.counted?.denied ?? 0))
      .slice(0, mostWorkloads),
    notices: [...tellCluster(status, nowMs), ...chosen.notices, ...(seen?.notices ?? [])],
  }
}

interface Tried {
  readonly workload: Workload
  readonly action: DryRun['action']
  readonly policies: DryRun['policies']
}

function listTried(workload: Workload, facts: AccessFacts): readonly Tried[] {
  const authorizer =
    workload.mode === 'ambient' ? facts.findZtunnelAuthorizer(workload) : facts.findAuthorizer(workload)
  return (['ALLOW', 'DENY'] as const).flatMap((action) => {
    const policies = authorizer.policies
      .filter((policy) => isDryRun(policy) && readAction(policy) === action)
      .map(({ metadata: { namespace, name } }) => ({ namespace, name }))
    return policies.length > 0 ? [{ workload, action, policies }] : []
  })
}

async function gatherShadows(
  chosen: ChosenNamespaces,
  rangeSeconds: number,
  context: UseCaseContext,
): Promise<{ counts?: ReadonlyMap<string, ShadowCounts>; notices: readonly Notice[] }> {
  const { config, nowMs } = context
  const bounds = await readBounds(context)
  const namespaces = chosen.all ? undefined : [...chosen.asked]
  const query = buildShadowQuery({ namespaces, everywhere: readQueryScope(config) })
  const ask = async (atMs: number) => {
    const answers = await askPrometheus(new Map([['shadows', query] as const]), atMs, context, bounds)
    return answers.get('shadows') ?? []
  }
  const [begin, end] = await Promise.all([ask(nowMs - rangeSeconds * 1000), ask(nowMs)])
  if (isFailed(begin) || isFailed(end)) {
    const failed = [begin, end].find(isFailed)
    const reason = failed ? tellFailure(failed.failure) : ''
    const words = wordFinding('notice', 'access-without-traffic', { reason })
    return { notices: [{ ...words, severity: 'warning', adapter: 'prometheus' }] }
  }
  return { counts: foldShadows(begin, end), notices: [] }
}

function presentTried(
  { workload, action, policies }: Tried,
  counts: ReadonlyMap<string, ShadowCounts> | undefined,
): DryRun {
  const { namespace, kind, name, pods } = workload
  const own = pods.flatMap(
    ({ metadata }) =>
      counts?.get(nameShadow({ namespace, pod: metadata.name, action: action.toLowerCase() })) ?? [],
  )
  const sum = (read: (one: ShadowCounts) => number) => own.reduce((total, one) => total + read(one), 0)
  const counted = { allowed: sum(({ allowed }) => allowed), denied: sum(({ denied }) => denied) }
  return {
    namespace,
    kind,
    name,
    action,
    policies: [...policies],
    ...(own.length > 0 ? { counted } : {}),
    says: tellTried(workload, own.length > 0 ? counted : undefined, counts !== undefined),
  }
}

function tellTried({ mode }: Workload, counted: ShadowCounts | undefined, isKnown: boolean): DryRun['says'] {
  const word = (code: string, params: DryRun['says']['params'] = {}) => wordFinding('finding', code, params)
  if (mode === 'ambient') return word('dry-run-ztunnel')
  if (!isKnown) return word('dry-run-unknown')
  if (!counted) return word('dry-run-nothing')
  const total = Math.round(counted.allowed + counted.denied)
  return counted.denied > 0
    ? word('dry-run-refuses', { denied: Math.round(counted.denied), total })
    : word('dry-run-passes', { total })
}
