import { describe, expect, it } from 'vitest'
import { loadCase } from '#tools/verdicts/load-case.ts'

const raw = {
  id: 'one',
  meshConfig: { rootNamespace: 'mesh-root', outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
  istio: `apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: strict, namespace: shop, creationTimestamp: "2026-01-01T00:00:01Z"}
spec: {mtls: {mode: STRICT}}
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec: {selector: {gw: edge}}
---
`,
  namespaces: [{ name: 'shop', labels: { team: 'a' } }],
  workloads: [
    { name: 'cart', namespace: 'shop', labels: { app: 'cart' }, serviceAccount: 'buyer', ports: [8080] },
    {
      name: 'edge',
      namespace: 'shop',
      labels: { gw: 'edge' },
      serviceAccount: 'edge',
      ports: [80],
      kind: 'gateway',
    },
  ],
  services: [
    {
      name: 'cart',
      namespace: 'shop',
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
      selector: { app: 'cart' },
      exportTo: ['.', 'bank'],
    },
  ],
}

describe('a loaded case', () => {
  const { snapshot, meshConfig, findWorkload } = loadCase(raw)

  it('holds the objects of every document', () => {
    expect(snapshot.find('PeerAuthentication', 'shop', 'strict')?.spec.mtls?.mode).toBe('STRICT')
    expect(snapshot.find('IstioGateway', 'shop', 'edge')?.spec.selector).toEqual({ gw: 'edge' })
    expect(snapshot.find('Namespace', '', 'shop')?.metadata.labels).toEqual({ team: 'a' })
  })

  it('has a sidecar before each workload, and a proxy alone in a gateway', () => {
    const facts = ['cart', 'edge'].map((name) => findWorkload({ namespace: 'shop', name }))
    expect(facts.map(({ mode, role, serviceAccount }) => [mode, role, serviceAccount])).toEqual([
      ['sidecar', 'application', 'buyer'],
      ['sidecar', 'gateway', 'edge'],
    ])
    expect(loadCase(raw, 'ambient').findWorkload({ namespace: 'shop', name: 'cart' }).mode).toBe('ambient')
  })

  it('writes exportTo of a service as the annotation that Istio reads', () => {
    const service = snapshot.find('Service', 'shop', 'cart')
    expect(service?.metadata.annotations['networking.istio.io/exportTo']).toBe('.,bank')
  })

  it('reads the mesh configuration over the defaults of Istio', () => {
    expect([snapshot.rootNamespace, meshConfig.outboundTrafficPolicy, meshConfig.trustDomain]).toEqual([
      'mesh-root',
      'REGISTRY_ONLY',
      'cluster.local',
    ])
  })

  it('refuses a workload that the case does not hold', () => {
    expect(() => findWorkload({ namespace: 'shop', name: 'gone' })).toThrow('shop/gone')
  })
})
