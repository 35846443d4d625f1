import {
  buildDefinitions,
  buildGatewayClasses,
  buildNamespace,
  buildNodes,
  buildRootCertificates,
  buildServiceAccounts,
} from '#demo/kubernetes/objects/cluster.ts'
import { buildEvents } from '#demo/kubernetes/objects/events.ts'
import { addGatewayStatus } from '#demo/kubernetes/objects/gateway-status.ts'
import { addManagedFields } from '#demo/kubernetes/objects/managed-fields.ts'
import { createMint, type Mint } from '#demo/kubernetes/objects/mint.ts'
import { buildOwned } from '#demo/kubernetes/objects/owners.ts'
import { buildRbac } from '#demo/kubernetes/objects/rbac.ts'
import { buildEndpointSlice, buildServiceObject } from '#demo/kubernetes/objects/services.ts'
import { listPodFacts, type PodFacts } from '#demo/kubernetes/pod-facts.ts'
import { createRandom } from '#demo/world/random.ts'
import type { Manifest, World } from '#demo/world/types.ts'

/** Every object of the imagined cluster, in the order in which they came to be. */
export function buildObjects(world: World): { manifests: Manifest[]; pods: PodFacts[]; mint: Mint } {
  const mint = createMint(createRandom(world.seed).fork('kubernetes'), world.startMs)
  const manifests: Manifest[] = [
    ...buildDefinitions(mint),
    ...buildNodes(mint),
    ...world.namespaces.map((namespace) => buildNamespace(mint, namespace)),
    ...buildRbac(mint, world.namespaces),
    ...buildGatewayClasses(mint),
    ...buildRootCertificates(mint, world.namespaces),
    ...buildServiceAccounts(mint, world.namespaces, world.workloads),
  ]
  const add = (manifest: Manifest) => manifests.push(manifest)
  const pods = new Map<string, Manifest[]>()
  const workloadOf = new Map<Manifest, string>()
  for (const workload of world.workloads) {
    const owned = buildOwned(mint, workload)
    owned.forEach(add)
    const own = owned.filter(({ kind }) => kind === 'Pod')
    for (const pod of own) workloadOf.set(pod, workload.name)
    const known = pods.get(workload.namespace)
    if (known) known.push(...own)
    else pods.set(workload.namespace, own)
    buildEvents(mint, workload, own).forEach(add)
  }
  const waypoints = new Map(
    world.namespaces.map(({ name, labels }) => [name, labels['istio.io/use-waypoint']]),
  )
  for (const service of world.services) {
    const gateway = service.name === 'istio-ingressgateway'
    const chosen = waypoints.get(service.namespace)
    const waypoint = chosen === service.name ? undefined : chosen
    const object = buildServiceObject(mint, service, { gateway, waypoint })
    add(object)
    const slice = buildEndpointSlice(mint, service, object, pods.get(service.namespace) ?? [])
    if (slice) add(slice)
  }
  for (const manifest of world.manifests) add(stamp(mint, addGatewayStatus(mint, manifest)))
  const fields = new Map<string, object>()
  return {
    manifests: manifests.map((manifest) => addManagedFields(manifest, fields)),
    pods: listPodFacts(manifests, workloadOf),
    mint,
  }
}

function stamp(mint: Mint, manifest: Manifest): Manifest {
  const since = mint.timeBefore(mint.integer(1, 290))
  return {
    ...manifest,
    metadata: { ...manifest.metadata, uid: mint.uid(), creationTimestamp: since },
  }
}
