import type { Pod } from '#server/mesh/objects/types.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

type Labels = Readonly<Record<string, string>>
type Mode = Workload['mode']

/**
 * How one pod's traffic is captured: a sidecar leaves `sidecar.istio.io/status` and its container
 * (istio `pkg/kube/inject/inject.go`); the CNI agent writes `ambient.istio.io/redirection: enabled` when it has
 * enrolled the pod (istio `cni/pkg/util/podutil.go`). A sidecar keeps a pod out of ambient.
 */
export function readPodMode(pod: Pod): 'sidecar' | 'ambient' | 'none' {
  if (pod.metadata.annotations['sidecar.istio.io/status'] !== undefined) return 'sidecar'
  if (pod.spec.containers.some(({ name }) => name === 'istio-proxy')) return 'sidecar'
  return pod.metadata.annotations['ambient.istio.io/redirection'] === 'enabled' ? 'ambient' : 'none'
}

/**
 * How a workload's traffic is captured. A gateway counts as `sidecar` (a proxy of the mesh serves it), waypoint and
 * ztunnel as `ambient`, istiod as `none`. Without running pods it is what injection or enrolment would do.
 */
export function readWorkloadMode(facts: {
  readonly role: Workload['role']
  readonly pods: readonly Pod[]
  readonly namespaceLabels: Labels
  readonly templateLabels: Labels
  readonly templateAnnotations: Labels
}): Mode {
  if (facts.role === 'gateway') return 'sidecar'
  if (facts.role === 'waypoint' || facts.role === 'ztunnel') return 'ambient'
  if (facts.role === 'control-plane') return 'none'
  const running = facts.pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending')
  const judged = running.length > 0 ? running : facts.pods
  const first = judged[0]
  if (!first) return expectMode(facts)
  const mode = readPodMode(first)
  return judged.every((pod) => readPodMode(pod) === mode) ? mode : 'mixed'
}

/**
 * What the injector's webhooks and the CNI agent's default selectors would do with a new pod
 * (istio `manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml`, `cni/pkg/config`).
 */
export function expectMode(facts: {
  readonly namespaceLabels: Labels
  readonly templateLabels: Labels
  readonly templateAnnotations: Labels
}): 'sidecar' | 'ambient' | 'none' {
  const { namespaceLabels, templateLabels, templateAnnotations } = facts
  const wish = templateLabels['sidecar.istio.io/inject'] ?? templateAnnotations['sidecar.istio.io/inject']
  const injection = namespaceLabels['istio-injection']
  const chosen =
    injection === undefined
      ? namespaceLabels['istio.io/rev'] !== undefined ||
        templateLabels['istio.io/rev'] !== undefined ||
        templateLabels['sidecar.istio.io/inject'] === 'true'
      : injection === 'enabled'
  if (chosen && wish !== 'false') return 'sidecar'
  const enrolment = templateLabels['istio.io/dataplane-mode'] ?? namespaceLabels['istio.io/dataplane-mode']
  return enrolment === 'ambient' ? 'ambient' : 'none'
}
