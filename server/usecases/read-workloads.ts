import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { WorkloadItem, workloads } from '#contract/inventory.ts'
import { judgeWorkload } from '#server/mesh/health/judge-object.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentHealth } from '#server/usecases/stages/present-health.ts'
import { presentTraffic } from '#server/usecases/stages/present-traffic.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof workloads>

/** Every workload that the viewer may see of the chosen namespaces. Essential and optional sources: see readInventory. */
export const readWorkloads: UseCase<CallArguments<typeof workloads>, Answer> = (input, context) =>
  readInventory<Answer>('workloads', input, context, (facts) => ({
    items: [...facts.namespaces]
      .sort()
      .flatMap((namespace) => listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels))
      .map((workload) => presentWorkload(workload, facts)),
  }))

function presentWorkload(workload: Workload, facts: InventoryFacts): WorkloadItem {
  const { cluster, namespace, kind, name, app, version, mode, role, replicas, pods, serviceAccount } =
    workload
  const judged = judgeWorkload(workload, facts)
  return {
    cluster,
    namespace,
    kind,
    name,
    health: presentHealth(judged),
    ...presentTraffic(judged, facts),
    ...(app === undefined ? {} : { app }),
    ...(version === undefined ? {} : { version }),
    mode,
    role,
    replicas: { ...replicas },
    pods: pods.length,
    restarts: pods.reduce((sum, { status }) => sum + status.restarts, 0),
    serviceAccount,
    labels: { ...workload.labels },
  }
}
