import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { MtlsMigration, mtls, WorkloadMtls } from '#contract/mtls.ts'
import { type AccessFacts, indexAccess } from '#server/mesh/access/access-facts.ts'
import type { Arrival } from '#server/mesh/access/fold-arrivals.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import { judgeMigration } from '#server/mesh/mtls/judge-migration.ts'
import { listClientTls } from '#server/mesh/mtls/list-client-tls.ts'
import { type Arrived, listMtlsConflicts } from '#server/mesh/mtls/list-mtls-conflicts.ts'
import { readMtlsRights } from '#server/mesh/mtls/mtls-rights.ts'
import { writeStrict } from '#server/mesh/mtls/write-strict.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { hasPolicies, listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { countStrict } from '#server/usecases/stages/count-strict.ts'
import { type GatheredArrivals, gatherArrivals } from '#server/usecases/stages/gather-arrivals.ts'
import { explainSeenMtls, judgeSeenMtls, presentTakes } from '#server/usecases/stages/judge-seen-mtls.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Answer = CallOutput<typeof mtls>

const daySeconds = 86_400
const weekSeconds = 604_800

/** What came in each window, the shortest first. */
interface Seen {
  readonly now: GatheredArrivals
  readonly day: GatheredArrivals
  readonly week: GatheredArrivals
}

/**
 * Mutual TLS of the chosen namespaces: each workload's three sides, and what making a namespace STRICT would break. The
 * cluster's objects are essential, Prometheus is not. Throws Problem not-found when none of the asked namespaces is
 * visible, or what the Kubernetes adapter throws.
 */
export const readMtls: UseCase<CallArguments<typeof mtls>, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const view = await readView(context)
  const { cut, labels, access } = view
  const status = adapters.kubernetes.status()
  const chosen = chooseNamespaces(input.namespaces, view)
  const gather = (rangeSeconds: number) => gatherArrivals({ chosen, cut, access, rangeSeconds }, context)
  const [now, day, week] = await Promise.all([
    gather(input.rangeSeconds),
    gather(daySeconds),
    gather(weekSeconds),
  ])
  const meshConfig = adapters.kubernetes.readMeshConfig(cut)
  const facts = indexAccess(cut, meshConfig)
  const names = [...chosen.asked].sort()
  const workloadsOf = (namespace: string) =>
    listWorkloadsOfNamespace(cut, namespace, labels).filter(hasPolicies)
  return {
    asOf: new Date(nowMs).toISOString(),
    counts: countStrict(names.flatMap(workloadsOf), { snapshot: cut, access }),
    rangeSeconds: now.rangeSeconds,
    autoMtls: meshConfig.enableAutoMtls,
    workloads: names.flatMap((namespace) =>
      workloadsOf(namespace).map((workload) => presentWorkload(workload, { facts, access, now })),
    ),
    namespaces: names.map((namespace) =>
      presentMigration(namespace, workloadsOf(namespace), {
        facts,
        access,
        labels,
        seen: { now, day, week },
      }),
    ),
    notices: [...tellCluster(status, nowMs), ...chosen.notices, ...now.notices],
  }
}

function presentWorkload(
  workload: Workload,
  { facts, access, now }: { facts: AccessFacts; access: ViewerAccess; now: GatheredArrivals },
): WorkloadMtls {
  const { namespace, kind, name, mode, role } = workload
  const takes = explainSeenMtls(workload, { snapshot: facts.snapshot, access })
  const clients = listClientTls(facts, workload)
  const observed = now.arrivals && sumArrivals(now.arrivals, workload)
  return {
    namespace,
    kind,
    name,
    dataPlane: mode,
    role,
    ...(takes
      ? {
          takes: presentTakes(takes),
        }
      : {}),
    clients: clients.map(({ service, port, tls, rules, oddities, namespaces }) => ({
      service: `${service.namespace}/${service.name}`,
      port,
      tls,
      rules: [...rules],
      oddities: oddities.map(({ code, params }) => wordFinding('finding', code, params)),
      namespaces: [...namespaces],
    })),
    ...(observed ? { observed } : {}),
    conflicts: word(listMtlsConflicts({ workload, takes, clients, observed })),
  }
}

function sumArrivals(arrivals: readonly Arrival[], { namespace, name }: Workload): Arrived {
  const own = arrivals.filter(({ workload }) => workload === `${namespace}/${name}`)
  const sum = (isMutual: boolean) =>
    own
      .filter((arrival) => arrival.isMutual === isMutual)
      .reduce((all, { requests, connections }) => all + requests + connections, 0)
  return { mutual: sum(true), plaintext: sum(false) }
}

function presentMigration(
  namespace: string,
  workloads: readonly Workload[],
  {
    facts,
    access,
    labels,
    seen,
  }: { facts: AccessFacts; access: ViewerAccess; labels: WorkloadLabels; seen: Seen },
): MtlsMigration {
  const { snapshot } = facts
  const judged = judgeSeenMtls(namespace, { snapshot, access, labels })
  const plaintext = listPlaintext(namespace, seen)
  const known = [seen.week, seen.day, seen.now].find(({ arrivals }) => arrivals)
  const behindProxy = workloads.filter(({ role, mode }) => role === 'application' && mode === 'sidecar')
  const { state, why } = judgeMigration({
    mtls: judged,
    clients: behindProxy.flatMap((workload) => listClientTls(facts, workload)),
    plaintext: known && new Set(plaintext.map(({ workload }) => workload)).size,
    knownSeconds: known?.rangeSeconds ?? 0,
    wantedSeconds: weekSeconds,
  })
  return {
    namespace,
    mode: judged.mode,
    reasons: word(judged.reasons),
    state,
    why: word(why),
    plaintext,
    ...(state === 'strict' || !readMtlsRights(snapshot, access, namespace).namespace
      ? {}
      : { manifest: writeStrict(snapshot, namespace) }),
  }
}

/** By workload and source: what came in plaintext in each window that is known. */
function listPlaintext(namespace: string, seen: Seen): MtlsMigration['plaintext'] {
  const found = new Map<string, MtlsMigration['plaintext'][number]>()
  for (const window of ['now', 'day', 'week'] as const)
    for (const { workload, source, isMutual, requests, connections } of seen[window].arrivals ?? []) {
      if (isMutual !== false || !workload.startsWith(`${namespace}/`)) continue
      const key = `${workload} ${source ?? ''}`
      const known = found.get(key) ?? { workload, ...(source === undefined ? {} : { source }) }
      found.set(key, { ...known, [window]: (known[window] ?? 0) + requests + connections })
    }
  return [...found.values()].sort((a, b) => (a.workload < b.workload ? -1 : 1))
}

function word(reasons: readonly Reason[]) {
  return reasons.map(({ code, params }) => wordFinding('finding', code, params))
}
