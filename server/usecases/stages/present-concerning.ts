import type { ConcerningConfig } from '#contract/details.ts'
import type { Concerning } from '#server/mesh/references/list-concerning.ts'

/** Istio's Gateway and Gateway API's share their word; the contract tells them apart as the snapshot does. */
export function presentConcerning({ kind, namespace, name, fields, scope }: Concerning): ConcerningConfig {
  return { kind, namespace, name, fields: [...fields], scope }
}
