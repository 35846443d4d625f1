import type { MeshConfig } from '#server/mesh/objects/mesh-config.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import {
  type DestinationRuleIndex,
  indexDestinationRules,
} from '#server/mesh/routing/destination-rules/destination-rule-index.ts'
import { convertGatewayRoutes } from '#server/mesh/routing/gateway-api/convert-routes.ts'
import {
  indexRoutingServices,
  type RoutingServiceIndex,
} from '#server/mesh/routing/services/service-index.ts'
import {
  indexVirtualServices,
  type VirtualServiceIndex,
} from '#server/mesh/routing/virtual-services/virtual-service-index.ts'

/** What istiod derives once of a mesh, before it asks for which proxy (istio `pilot/pkg/model/push_context.go`). */
export interface RoutingIndexes {
  readonly snapshot: MeshSnapshot
  readonly meshConfig: MeshConfig
  readonly services: RoutingServiceIndex
  readonly virtualServices: VirtualServiceIndex
  readonly destinationRules: DestinationRuleIndex
}

export function buildRoutingIndexes(snapshot: MeshSnapshot, meshConfig: MeshConfig): RoutingIndexes {
  return {
    snapshot,
    meshConfig,
    services: indexRoutingServices(snapshot, meshConfig),
    virtualServices: indexVirtualServices(snapshot, meshConfig, convertGatewayRoutes(snapshot, meshConfig)),
    destinationRules: indexDestinationRules(snapshot, meshConfig),
  }
}
