import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import type { Manifest } from '#demo/world/types.ts'

/** What istiod writes into the status of Gateway API objects that it accepts; other kinds stay as they are. */
export function addGatewayStatus(mint: Mint, manifest: Manifest): Manifest {
  if (!manifest.apiVersion.startsWith('gateway.networking.k8s.io/')) return manifest
  const since = mint.timeBefore(200)
  const condition = (type: string, reason: string, message: string, status = 'True') => ({
    lastTransitionTime: since,
    message,
    observedGeneration: 1,
    reason,
    status,
    type,
  })
  const { name, namespace } = manifest.metadata
  if (manifest.kind === 'Gateway') {
    const host = `${name}.${namespace}.svc.cluster.local`
    // The world writes its Gateways with listeners.
    const listeners = (manifest['spec'] as { listeners: readonly { name: string; port: number }[] }).listeners
    return {
      ...manifest,
      status: {
        addresses: [{ type: 'Hostname', value: host }],
        conditions: [
          condition('Accepted', 'Accepted', 'Resource accepted'),
          condition(
            'Programmed',
            'Programmed',
            `Resource programmed, assigned to service(s) ${host}:${listeners[0]?.port ?? 0}`,
          ),
        ],
        listeners: listeners.map((listener) => ({
          attachedRoutes: 0,
          conditions: [
            condition('Accepted', 'Accepted', 'No errors found'),
            condition('Conflicted', 'NoConflicts', 'No errors found', 'False'),
            condition('Programmed', 'Programmed', 'No errors found'),
            condition('ResolvedRefs', 'ResolvedRefs', 'No errors found'),
          ],
          name: listener.name,
          supportedKinds: [],
        })),
      },
    }
  }
  // Routes: every other Gateway API kind of the world has parentRefs.
  const { parentRefs } = manifest['spec'] as { parentRefs: readonly Record<string, unknown>[] }
  return {
    ...manifest,
    status: {
      parents: parentRefs.map((parentRef) => ({
        conditions: [
          condition('Accepted', 'Accepted', 'Route was valid'),
          condition('ResolvedRefs', 'ResolvedRefs', 'All references resolved'),
        ],
        controllerName: 'istio.io/gateway-controller',
        parentRef,
      })),
    },
  }
}
