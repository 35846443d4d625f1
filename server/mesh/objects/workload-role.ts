import type { Pod } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

type Labels = Readonly<Record<string, string>>

/**
 * What a workload is to the mesh.
 *
 * - waypoint: Istio's deployment controller labels what it makes for a Gateway of class `istio-waypoint`
 *   (istio `pilot/pkg/config/kube/gateway/deploymentcontroller.go`).
 * - gateway: the same controller's other pods; Helm's and istioctl's `istio: ingressgateway|egressgateway`
 *   (`manifests/charts/gateways`, chart `gateway` names it by release); and any pod whose only container is a proxy,
 *   which is what gateway injection makes (`inject.istio.io/templates: gateway`).
 * - ztunnel: `app: ztunnel` (chart `ztunnel`). control-plane: istiod (`app: istiod`, `istio: pilot`) and the CNI agent.
 */
export function readRole(
  labels: Labels,
  templateAnnotations: Labels,
  pods: readonly Pod[],
): Workload['role'] {
  const app = labels['app'] ?? labels['app.kubernetes.io/name']
  if (app === 'ztunnel') return 'ztunnel'
  if (app === 'istiod' || labels['istio'] === 'pilot' || labels['k8s-app'] === 'istio-cni-node')
    return 'control-plane'
  if (isWaypoint(labels)) return 'waypoint'
  if (isGateway(labels, templateAnnotations) || (pods.length > 0 && pods.every(isProxyOnly))) return 'gateway'
  return 'application'
}

function isWaypoint(labels: Labels): boolean {
  return (
    labels['gateway.networking.k8s.io/gateway-class-name'] === 'istio-waypoint' ||
    labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller'
  )
}

function isGateway(labels: Labels, templateAnnotations: Labels): boolean {
  return (
    labels['gateway.networking.k8s.io/gateway-name'] !== undefined ||
    labels['istio.io/gateway-name'] !== undefined ||
    labels['gateway.istio.io/managed'] !== undefined ||
    labels['istio'] === 'ingressgateway' ||
    labels['istio'] === 'egressgateway' ||
    (templateAnnotations['inject.istio.io/templates'] ?? '').split(',').includes('gateway')
  )
}

function isProxyOnly(pod: Pod): boolean {
  const [only, ...others] = pod.spec.containers
  return only?.name === 'istio-proxy' && others.length === 0
}
