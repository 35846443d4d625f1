import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { services } from '#contract/inventory.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentServiceList } from '#server/usecases/stages/present-service-list.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof services>

/** Every Service and ServiceEntry that the viewer may see of the chosen namespaces. Sources as for readInventory. */
export const readServices: UseCase<CallArguments<typeof services>, Answer> = (input, context) =>
  readInventory<Answer>('services', input, context, presentServiceList)
