import { buildAmbient } from '#demo/world/ambient.ts'
import { buildBookinfo } from '#demo/world/bookinfo.ts'
import { buildControlPlane, ingress } from '#demo/world/control-plane.ts'
import { buildForbidden } from '#demo/world/forbidden.ts'
import { buildGrowth } from '#demo/world/growth.ts'
import { buildOutside } from '#demo/world/outside.ts'
import { clusterDomain, joinParts } from '#demo/world/parts.ts'
import { createRandom } from '#demo/world/random.ts'
import { buildShop } from '#demo/world/shop.ts'
import { buildTelemetry } from '#demo/world/telemetry.ts'
import type { World } from '#demo/world/types.ts'

/** History that the demo has when it starts. */
const historyMs = 75 * 60_000

/**
 * The imagined mesh for one seed. `workloads` is how many there are at least in all; below the built-in ones it changes
 * nothing. `nowMs` is when the demo starts: only `startMs` depends on it.
 */
export function buildWorld(facts: { seed: number; workloads?: number; nowMs: number }): World {
  const random = createRandom(facts.seed)
  const builtIn = joinParts([
    buildControlPlane(),
    buildTelemetry(),
    buildBookinfo(ingress),
    buildShop(ingress),
    buildOutside(),
    buildAmbient(),
    buildForbidden(),
  ])
  const missing = (facts.workloads ?? 0) - builtIn.workloads.length
  const grown = joinParts([builtIn, buildGrowth(random.fork('growth'), Math.max(0, missing), ingress)])
  return {
    seed: facts.seed,
    cluster: 'Kubernetes',
    trustDomain: clusterDomain,
    startMs: facts.nowMs - historyMs,
    ...grown,
  }
}
