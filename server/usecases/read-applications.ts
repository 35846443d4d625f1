import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { ApplicationItem, applications } from '#contract/inventory.ts'
import { judgeApp } from '#server/mesh/health/judge-object.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import { listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentHealth } from '#server/usecases/stages/present-health.ts'
import { presentTraffic } from '#server/usecases/stages/present-traffic.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof applications>

/** Every application of the chosen namespaces: the workloads that share an app label. Sources as for readInventory. */
export const readApplications: UseCase<CallArguments<typeof applications>, Answer> = (input, context) =>
  readInventory<Answer>('applications', input, context, (facts) => ({
    items: [...facts.namespaces]
      .sort()
      .flatMap((namespace) =>
        [...groupByApp(listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels))]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, members]) => presentApplication(namespace, name, members, facts)),
      ),
  }))

function presentApplication(
  namespace: string,
  name: string,
  members: readonly Workload[],
  facts: InventoryFacts,
): ApplicationItem {
  const judged = judgeApp(namespace, name, members, facts)
  const modes = new Set(members.map(({ mode }) => mode))
  const [mode = 'none'] = modes
  return {
    cluster: facts.snapshot.cluster,
    namespace,
    kind: 'Application',
    name,
    health: presentHealth(judged),
    ...presentTraffic(judged, facts),
    mode: modes.size > 1 ? 'mixed' : mode,
    workloads: members.map((member) => ({
      kind: member.kind,
      name: member.name,
      ...(member.version === undefined ? {} : { version: member.version }),
    })),
  }
}
