import { composeCalls } from '#demo/world/reaction/compose-calls.ts'
import { type Demand, indexBehaviours, listDemands } from '#demo/world/reaction/demand.ts'
import { namePlan } from '#demo/world/reaction/flow.ts'
import { listRequests, type RequestVariant } from '#demo/world/reaction/list-requests.ts'
import { buildMeshFacts, countReady, type MeshFacts } from '#demo/world/reaction/mesh-facts.ts'
import { setPace, toUnit } from '#demo/world/reaction/pace.ts'
import { isThroughWaypoint, planFlows } from '#demo/world/reaction/plan-flows.ts'
import { nameClient, type PlannedDemand, settlePaces } from '#demo/world/reaction/settle-rates.ts'
import type { World, WorldCall } from '#demo/world/types.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'

/** Who calls whom, how often and how well, as the mesh is configured now. */
export interface LivingMesh {
  /**
   * The calls under a configuration. Whatever the configuration does not change is the very call of the beginning, and
   * a call that is as it was last time is the same object.
   */
  readCalls(snapshot: MeshSnapshot, meshConfig: MeshConfig): readonly WorldCall[]
}

interface KnownDemand {
  readonly demand: Demand
  readonly requests: readonly RequestVariant[]
  /** What the first configuration makes of it. */
  readonly firstPlan: string | undefined
}

/**
 * A mesh whose traffic follows its configuration. Each client's demand is routed, secured and allowed by the core's own
 * rules; what comes of it is compared with what the first configuration made of it, and only where the two differ does
 * the traffic change.
 */
export function createLivingMesh(
  world: World,
  first: { readonly snapshot: MeshSnapshot; readonly meshConfig: MeshConfig },
): LivingMesh {
  const byDestination = indexBehaviours(world)
  const firstFacts = buildMeshFacts(first.snapshot, first.meshConfig, byDestination)
  const known = listDemands(world).map((demand) => learnDemand(demand, firstFacts))
  const kept = new Map(
    known.flatMap(({ demand }) =>
      demand.calls.map((call) => [JSON.stringify(setPace(toUnit(call), call.perSecond)), call] as const),
    ),
  )
  return {
    readCalls: (snapshot, meshConfig) => {
      const facts = buildMeshFacts(snapshot, meshConfig, byDestination)
      const planned = known.map((one) => planDemand(one, facts))
      const paces = settlePaces(planned, world.calls)
      return planned.flatMap(({ demand, calls }) => {
        const asked = demand.perSecond * (paces.get(nameClient(demand.source)) ?? 1)
        return calls.flatMap((call) => keep(kept, call, asked * call.perSecond))
      })
    },
  }
}

function learnDemand(demand: Demand, facts: MeshFacts): KnownDemand {
  const client = demand.source && facts.findClient(demand.source)
  const isRead = isThroughWaypoint(demand) || (client !== undefined && demand.protocol !== 'tcp')
  const requests = isRead ? listRequests(demand, client, facts) : []
  const flows = planFlows(demand, requests, facts)
  return { demand, requests, firstPlan: flows && namePlan(flows) }
}

function planDemand({ demand, requests, firstPlan }: KnownDemand, facts: MeshFacts): PlannedDemand {
  const source = demand.source && facts.findWorkload(demand.source)
  const alive = demand.source === undefined || (source !== undefined && countReady(source) > 0)
  const flows = planFlows(demand, requests, facts)
  const total = demand.perSecond || 1
  const calls =
    flows && namePlan(flows) !== firstPlan
      ? flows.flatMap((flow) =>
          composeCalls(demand, flow, facts.behaviours).map((call) => share(call, flow.share)),
        )
      : demand.calls.map((call) => share(toUnit(call), call.perSecond / total))
  return { demand, alive, calls }
}

const share = (call: WorldCall, part: number): WorldCall => ({ ...call, perSecond: call.perSecond * part })

/** The call at its pace; the same object as before where nothing of it changed. What no longer happens is left out. */
function keep(kept: Map<string, WorldCall>, call: WorldCall, perSecond: number): WorldCall[] {
  if (perSecond <= 0 && call.perSecond > 0) return []
  const now = setPace(call, perSecond)
  const key = JSON.stringify(now)
  const same = kept.get(key) ?? now
  kept.set(key, same)
  return [same]
}
