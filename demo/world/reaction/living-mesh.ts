import { composeCalls } from '#demo/world/reaction/compose-calls.ts'
import { type Demand, indexBehaviours, listDemands } from '#demo/world/reaction/demand.ts'
import { ejectFailing } from '#demo/world/reaction/eject.ts'
import { listRequests } from '#demo/world/reaction/list-requests.ts'
import { setPace, toUnit } from '#demo/world/reaction/pace.ts'
import { nameClient, type PlannedDemand, settlePaces } from '#demo/world/reaction/settle-rates.ts'
import type { World, WorldCall } from '#demo/world/types.ts'
import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { RequestVariant } from '#server/mesh/prediction/demand.ts'
import { type Flow, namePlan } from '#server/mesh/prediction/flow.ts'
import {
  buildMeshFacts,
  countReady,
  type KeepHealthy,
  type MeshFacts,
} from '#server/mesh/prediction/mesh-facts.ts'
import { isThroughWaypoint, planFlows } from '#server/mesh/prediction/plan-flows.ts'

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
  const demands = listDemands(world)
  const byKey = new Map(demands.map((demand) => [demand.key, demand]))
  const keepHealthy: KeepHealthy = ({ key }, endpoints, outlier) => {
    const demand = byKey.get(key)
    return demand ? ejectFailing(demand, endpoints, outlier, byDestination) : endpoints
  }
  const firstFacts = buildMeshFacts(first.snapshot, first.meshConfig, keepHealthy)
  const known = demands.map((demand) => learnDemand(demand, firstFacts))
  const kept = new Map(
    known.flatMap(({ demand }) =>
      demand.calls.map((call) => [JSON.stringify(setPace(toUnit(call), call.perSecond)), call] as const),
    ),
  )
  return {
    readCalls: (snapshot, meshConfig) => {
      const facts = buildMeshFacts(snapshot, meshConfig, keepHealthy)
      const planned = known.map((one) => planDemand(one, facts, byDestination))
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

function planDemand(
  { demand, requests, firstPlan }: KnownDemand,
  facts: MeshFacts,
  byDestination: ReadonlyMap<string, WorldCall>,
): PlannedDemand {
  const source = demand.source && facts.findWorkload(demand.source)
  const alive = demand.source === undefined || (source !== undefined && countReady(source) > 0)
  const flows = planFlows(demand, requests, facts)
  const total = demand.perSecond || 1
  const calls =
    flows && namePlan(flows) !== firstPlan
      ? flows.flatMap((flow) =>
          composeCalls(demand, flow, byDestination).map((call) => share(call, flow.share)),
        )
      : demand.calls
          .map((call) => share(toUnit(call), call.perSecond / total))
          .flatMap((call) => shade(call, flows ?? []))
  return { demand, alive, calls }
}

/** What shadow rules say of a call that is otherwise as it was: a part of it for each thing that they say. */
function shade(call: WorldCall, flows: readonly Flow[]): readonly WorldCall[] {
  const { namespace, workload } = call.destination ?? {}
  const own = flows.filter(
    ({ destination }) => destination?.namespace === namespace && destination?.workload === workload,
  )
  if (!own.some(({ shadows }) => shadows)) return [call]
  const total = own.reduce((sum, flow) => sum + flow.share, 0)
  return own.map((flow) => ({
    ...share(call, flow.share / total),
    ...(flow.shadows ? { shadows: flow.shadows } : {}),
  }))
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
