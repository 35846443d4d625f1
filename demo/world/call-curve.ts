import { buildCounterCurve, type Curve } from '#demo/world/curves.ts'
import { createRandom, hashText } from '#demo/world/random.ts'
import type { WorldCall } from '#demo/world/types.ts'

/**
 * What makes a call the same call over time, whatever becomes of its rate and outcomes: who calls whom, as which
 * service, over what.
 */
export function nameCall({ source, destination, service, protocol }: WorldCall): string {
  const name = (end: WorldCall['source']) => (end ? `${end.namespace}/${end.workload}` : '')
  return `${name(source)}>${name(destination)} ${service.host} ${protocol}`
}

/** The curve of a call's counters; metrics and single requests follow the same one. */
export function buildCallCurve(seed: number, call: WorldCall): Curve {
  return buildCounterCurve(createRandom(hashText(nameCall(call), seed)).next)
}
