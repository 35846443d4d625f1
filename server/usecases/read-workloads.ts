import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { workloads } from '#contract/inventory.ts'
import { listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentWorkload } from '#server/usecases/stages/present-inventory.ts'
import { type InventoryFacts, readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof workloads>

/** Every workload that the viewer may see of the chosen namespaces. Essential and optional sources: see readInventory. */
export const readWorkloads: UseCase<CallArguments<typeof workloads>, Answer> = (input, context) =>
  readInventory<Answer>('workloads', input, context, build, { tellsSync: true })

const build = (facts: InventoryFacts) => ({
  items: [...facts.namespaces]
    .sort()
    .flatMap((namespace) => listWorkloadsOfNamespace(facts.snapshot, namespace, facts.labels))
    .map((workload) => presentWorkload(workload, facts)),
})
