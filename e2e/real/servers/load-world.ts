import { setTimeout as wait } from 'node:timers/promises'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import type { Manifest, World } from '#demo/world/types.ts'
import { type AskAdmin, pathOf } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** What a real cluster's own controllers make of the rest. */
const made = new Set(['Pod', 'ReplicaSet', 'EndpointSlice', 'Endpoints', 'Event', 'ControllerRevision'])
/** What comes up by itself. */
const builtIn = /^(system:|cluster-admin$)/

/**
 * Creates the world's objects in a real cluster, in the order given, and leaves to its controllers what they make. Pods
 * come as the injector would have left them: templates take the containers of the demo's own pods. Throws with the
 * cluster's words for what it refuses.
 */
export async function loadWorld(admin: AskAdmin, world: World): Promise<void> {
  const { manifests } = buildObjects(world)
  const podOf = indexPods(manifests)
  for (const manifest of manifests) {
    if (made.has(manifest.kind) || builtIn.test(manifest.metadata.name)) continue
    const resource = findResourceOfKind(manifest.apiVersion, manifest.kind)
    if (!resource) continue
    const { name, namespace, labels, annotations } = manifest.metadata
    const { status: _, ...rest } = inject(manifest, podOf)
    const body = {
      ...rest,
      metadata: { name, namespace, labels, annotations: fake(manifest.kind, annotations) },
    }
    const created = await admin(pathOf(resource, namespace), 'POST', body)
    if (created.status === 201 || created.status === 409) continue
    throw new Error(
      `the cluster refuses ${manifest.kind} ${name}: ${created.status} ${Object(created.body).message}`,
    )
  }
}

/** kwok takes every node for its own; the annotation tells a person that this one is. */
function fake(kind: string, annotations: unknown): Record<string, string> {
  return { ...Object(annotations), ...(kind === 'Node' ? { 'kwok.x-k8s.io/node': 'fake' } : {}) }
}

function indexPods(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const pods = new Map<string, Manifest>()
  for (const pod of manifests) {
    const [owner] = Object(pod.metadata)['ownerReferences'] ?? []
    if (pod.kind === 'Pod' && owner) pods.set(`${pod.metadata.namespace}/${owner.kind}/${owner.name}`, pod)
  }
  return pods
}

/** The manifest with the containers, labels and annotations of a pod of it; a Deployment's pods are its ReplicaSet's. */
function inject(manifest: Manifest, podOf: ReadonlyMap<string, Manifest>): Manifest {
  const { namespace, name } = manifest.metadata
  const key = [...podOf.keys()].find((each) =>
    manifest.kind === 'Deployment'
      ? new RegExp(`^${namespace}/ReplicaSet/${name}-[^-]+$`).test(each)
      : each === `${namespace}/${manifest.kind}/${name}`,
  )
  const pod = key === undefined ? undefined : podOf.get(key)
  if (!pod) return manifest
  // A pod's own form, as the demo builds it.
  const spec = Object(manifest['spec'])
  const podSpec = Object(pod['spec'])
  const template = Object(spec.template)
  return {
    ...manifest,
    spec: {
      ...spec,
      template: {
        metadata: {
          labels: { ...podLabels(pod), ...Object(template.metadata).labels },
          annotations: { ...Object(template.metadata).annotations, ...Object(pod.metadata['annotations']) },
        },
        spec: {
          ...template.spec,
          containers: podSpec.containers.map(withoutTokens),
          ...(podSpec.initContainers ? { initContainers: podSpec.initContainers.map(withoutTokens) } : {}),
        },
      },
    },
  }
}

const ownLabels =
  /^(pod-template-hash|controller-revision-hash|statefulset\.|apps\.kubernetes\.io|batch\.|job-name|controller-uid)/

function podLabels(pod: Manifest): Record<string, string> {
  const labels: Record<string, string> = Object(pod.metadata['labels'])
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !ownLabels.test(name)))
}

/** Volumes are the cluster's to give. */
function withoutTokens(container: Record<string, unknown>): Record<string, unknown> {
  const { volumeMounts: _, ...rest } = container
  return rest
}

/** Waits until as many pods run as the controllers wanted, at most two minutes. */
export async function waitForPods(admin: AskAdmin, count: number): Promise<void> {
  const untilMs = Date.now() + 120_000
  for (;;) {
    const { body } = await admin('/api/v1/pods?fieldSelector=status.phase%3DRunning&limit=500')
    const running: unknown[] = Object(body).items ?? []
    if (running.length >= count) return
    if (Date.now() > untilMs) throw new Error(`only ${running.length} of ${count} pods run`)
    await wait(500)
  }
}
