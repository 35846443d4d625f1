import { describe, expect, it } from 'vitest'
import {
  type AttachablePolicy,
  attachPolicies,
  type EnforcingProxy,
} from '#server/mesh/authorization/attach-policies.ts'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'

const snapshot = buildSnapshotFromManifests({ manifests: [] })
const gateway = { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }
const sidecar: EnforcingProxy = { namespace: 'shop', labels: { app: 'cart' } }
const edge: EnforcingProxy = {
  namespace: 'shop',
  labels: { app: 'cart', 'gateway.networking.k8s.io/gateway-name': 'edge' },
}
const waypoint: EnforcingProxy = {
  ...edge,
  waypoint: { serves: [{ kind: 'Service', namespace: 'bank', name: 'ledger' }] },
}

const isAttached = (proxy: EnforcingProxy, namespace: string, spec: AttachablePolicy['spec']) =>
  attachPolicies(snapshot, proxy, (asked) =>
    asked === namespace ? [{ metadata: { namespace, name: 'p' }, spec }] : [],
  ).length > 0

// istio pilot/pkg/model/policyattachment.go, ShouldAttachPolicy
describe('a policy', () => {
  it.each<[string, EnforcingProxy, string, AttachablePolicy['spec'], boolean]>([
    ['without selector is for every sidecar of its namespace', sidecar, 'shop', {}, true],
    ['of the root namespace is for every namespace', sidecar, 'istio-system', {}, true],
    ['of another namespace is not', sidecar, 'bank', {}, false],
    [
      'with a selector is for what matches',
      sidecar,
      'shop',
      { selector: { matchLabels: { app: 'pay' } } },
      false,
    ],
    ['with a reference is not for a sidecar', sidecar, 'shop', { targetRefs: [gateway] }, false],
    ['with a reference is for the gateway', edge, 'shop', { targetRefs: [gateway] }, true],
    ['with the older reference too', edge, 'shop', { targetRef: gateway }, true],
    [
      'with the older reference not beside the newer',
      edge,
      'shop',
      { targetRef: gateway, targetRefs: [{ ...gateway, name: 'x' }] },
      false,
    ],
    [
      'with a reference to another gateway is not',
      edge,
      'shop',
      { targetRefs: [{ ...gateway, name: 'x' }] },
      false,
    ],
    [
      'with a reference is not for a gateway of another namespace',
      edge,
      'istio-system',
      { targetRefs: [gateway] },
      false,
    ],
    ['with a selector is for a gateway', edge, 'shop', { selector: { matchLabels: { app: 'cart' } } }, true],
    [
      'with a selector is not for a waypoint',
      waypoint,
      'shop',
      { selector: { matchLabels: { app: 'cart' } } },
      false,
    ],
    [
      'is for a waypoint by the service it serves',
      waypoint,
      'bank',
      { targetRefs: [{ group: '', kind: 'Service', name: 'ledger' }] },
      true,
    ],
    [
      'is not for a waypoint by another service',
      waypoint,
      'bank',
      { targetRefs: [{ group: '', kind: 'Service', name: 'x' }] },
      false,
    ],
    [
      'is for all waypoints by their class',
      waypoint,
      'istio-system',
      { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' }] },
      true,
    ],
    [
      'is for waypoints by their class in the root namespace alone',
      waypoint,
      'shop',
      { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'GatewayClass', name: 'istio-waypoint' }] },
      false,
    ],
  ])('%s', (_what, proxy, namespace, spec, attached) => {
    expect(isAttached(proxy, namespace, spec)).toBe(attached)
  })
})
