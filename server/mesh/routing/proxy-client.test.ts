import { expect, it } from 'vitest'
import { buildSnapshotFromManifests } from '#server/mesh/objects/build-from-manifests.ts'
import { findWorkload } from '#server/mesh/objects/workloads.ts'
import { buildProxyClient } from '#server/mesh/routing/proxy-client.ts'
import { buildPod } from '#server/mesh/routing/routing.test-support.ts'

const proxyOf = (pod: ReturnType<typeof buildPod>) => {
  const workload = findWorkload(buildSnapshotFromManifests({ manifests: [pod] }), 'shop', 'cart-1')
  return workload && buildProxyClient(workload)
}

it('a workload with a sidecar asks as its pod, and one without asks nobody', () => {
  expect(proxyOf(buildPod('shop', 'cart'))).toEqual({
    namespace: 'shop',
    labels: { app: 'cart' },
    kind: 'sidecar',
  })
  expect(proxyOf(buildPod('shop', 'cart', false))).toBeUndefined()
})

it('a proxy alone is a gateway', () => {
  const pod = {
    ...buildPod('shop', 'cart'),
    spec: { containers: [{ name: 'istio-proxy', image: 'proxyv2' }] },
  }
  expect(proxyOf(pod)?.kind).toBe('gateway')
})
