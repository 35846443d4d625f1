import { buildHttpCall, buildService, buildWorkload, nameService, type WorldPart } from '#demo/world/parts.ts'

/** The namespace that the auditor may not look into. */
export const forbiddenNamespace = 'demo-forbidden'

const place = { namespace: forbiddenNamespace, dataPlane: 'sidecar' } as const
const at = (workload: string) => ({ namespace: place.namespace, workload })

/** Two workloads whose very existence is a secret to some viewers: what is cut to their rights must not show them. */
export function buildForbidden(): WorldPart {
  return {
    namespaces: [{ name: place.namespace, dataPlane: 'sidecar', labels: { 'istio-injection': 'enabled' } }],
    workloads: [
      buildWorkload(place, { name: 'secret-plans-v1' }),
      buildWorkload(place, { name: 'secret-vault-v1' }),
    ],
    services: ['secret-plans', 'secret-vault'].map((name) =>
      buildService(place.namespace, name, [{ name: 'http', port: 80, targetPort: 8080 }]),
    ),
    calls: [
      buildHttpCall({
        source: at('secret-plans-v1'),
        destination: at('secret-vault-v1'),
        service: nameService(place.namespace, 'secret-vault'),
        perSecond: 1.2,
      }),
      buildHttpCall({
        source: at('secret-plans-v1'),
        destination: { namespace: 'shop', workload: 'orders-v1' },
        service: nameService('shop', 'orders'),
        perSecond: 0.6,
      }),
    ],
    manifests: [],
  }
}
