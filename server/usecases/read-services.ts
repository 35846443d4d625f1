import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { services } from '#contract/inventory.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { presentService, presentServiceEntry } from '#server/usecases/stages/present-inventory.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'

type Answer = CallOutput<typeof services>

/** Every Service and ServiceEntry that the viewer may see of the chosen namespaces. Sources as for readInventory. */
export const readServices: UseCase<CallArguments<typeof services>, Answer> = (input, context) =>
  readInventory<Answer>('services', input, context, (facts) => ({
    items: [...facts.namespaces]
      .sort()
      .flatMap((namespace) =>
        [
          ...facts.snapshot
            .inNamespace('Service', namespace)
            .map((service) => presentService(service, facts)),
          ...facts.snapshot
            .inNamespace('ServiceEntry', namespace)
            .map((entry) => presentServiceEntry(entry, facts)),
        ].sort((a, b) => (`${a.name} ${a.kind}` < `${b.name} ${b.kind}` ? -1 : 1)),
      ),
  }))
