import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { applications } from '#contract/inventory.ts'
import { groupByApp } from '#server/mesh/objects/group-by-app.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentApplication } from '#server/usecases/stages/present-inventory.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof applications>

/** Every application of the chosen namespaces: the workloads that share an app label. Sources as for readInventory. */
export const readApplications: UseCase<CallArguments<typeof applications>, Answer> = (input, context) =>
  readInventory<Answer>('applications', input, context, build, { tellsSync: true })

const build = (facts: InventoryFacts) => ({
  items: [...facts.namespaces]
    .sort()
    .flatMap((namespace) =>
      [...groupByApp(listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels))]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, members]) => presentApplication(namespace, name, members, facts)),
    ),
})
