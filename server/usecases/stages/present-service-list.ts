import type { CallOutput } from '#contract/define-call.ts'
import type { services } from '#contract/inventory.ts'
import { presentService, presentServiceEntry } from '#server/usecases/stages/present-inventory.ts'
import type { InventoryFacts, InventoryHead } from '#server/usecases/stages/read-inventory.ts'

/** Every Service and ServiceEntry of the chosen namespaces, by namespace, name and kind. */
export function presentServiceList(
  facts: InventoryFacts,
): Omit<CallOutput<typeof services>, keyof InventoryHead> {
  return {
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
  }
}
