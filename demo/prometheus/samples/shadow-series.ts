import { buildMetric } from '#demo/prometheus/promql/labels.ts'
import type { Target } from '#demo/prometheus/samples/targets.ts'
import type { Emitter } from '#demo/prometheus/samples/virtual-source.ts'
import type { Curve } from '#demo/world/curves.ts'
import type { World, WorldCall } from '#demo/world/types.ts'

/**
 * What a server's proxy counts of shadow rules. Envoy names it `http.inbound_0.0.0.0_<port>.rbac.istio_dry_run_allow_.
 * shadow_denied`; Istio's bootstrap takes action and result out as labels (istio 1.31.1
 * `tools/packaging/common/envoy_bootstrap.json`, `pilot/pkg/security/authz/model/model.go`; istio.io "Dry Run" shows
 * `envoy_http_inbound_0_0_0_0_80_rbac`). Of TCP it is `tcp.rbac.istio_dry_run_allow_.shadow_denied`: the filter's prefix is
 * RBACTCPFilterStatPrefix of the same file, before `rbac.` as Envoy's "RBAC Network Filter" says under Statistics.
 */
export function buildShadowSeries(
  world: World,
  call: WorldCall,
  {
    target,
    curve,
    reporters,
  }: { readonly target: Target; readonly curve: Curve; readonly reporters: number },
): Emitter[] {
  const { shadows = [], service, protocol, perSecond } = call
  const port = world.services.find(
    ({ namespace, name }) => namespace === service.namespace && name === service.name,
  )?.ports[0]
  const name =
    protocol === 'tcp' ? 'envoy_tcp_rbac' : `envoy_http_inbound_0_0_0_0_${port?.targetPort ?? 80}_rbac`
  return shadows.map(({ action, result }) => ({
    labels: buildMetric({
      ...target.labels,
      authz_dry_run_action: action,
      authz_dry_run_result: result,
    }).labels,
    offsetMs: target.offsetMs,
    curve,
    families: [{ name, les: [], factors: [perSecond / reporters] }],
  }))
}
