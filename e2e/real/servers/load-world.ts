import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import type { Manifest } from '#demo/world/types.ts'
import { type AskAdmin, pathOf } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** What a real cluster's own controllers make of the rest, and the CRDs, which come from their projects' modules. */
const madeElsewhere = new Set([
  'ControllerRevision',
  'CustomResourceDefinition',
  'EndpointSlice',
  'Endpoints',
  'Event',
])
/** What comes up by itself. */
const builtIn = /^(system:|cluster-admin$)/
/** Labels that controllers put on the pods that they make. */
const madeLabels =
  /^(pod-template-hash|controller-revision-hash|controller-uid|job-name|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/.*|batch\.kubernetes\.io\/.*)$/

/** Owners of pods' makers whose controllers do not run here: what they would make is created with them. */
const withoutController = new Set(['Rollout'])

/** The fields of pods, and of what makes pods, that are read here; of the demo's own making. */
interface PodSpec {
  readonly containers: readonly object[]
  readonly initContainers?: readonly object[]
}
interface Template {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly spec: PodSpec
}
interface Owner {
  readonly kind: string
  readonly name: string
}
export interface Pod extends Manifest {
  readonly metadata: Manifest['metadata'] & {
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
    readonly ownerReferences?: readonly Owner[]
  }
  readonly spec: PodSpec & { readonly nodeName?: string }
  readonly status: Readonly<Record<string, unknown>>
}

/**
 * Creates objects of the demo's world in a real cluster, in the order given, and leaves to its controllers what they
 * make. Pods come as Istio's injector would have left them: templates take the containers of the demo's own pods. Gives
 * what the cluster does not serve, by `apiVersion kind`; throws with the cluster's words for what it refuses.
 */
export async function loadWorld(
  admin: AskAdmin,
  manifests: readonly Manifest[],
): Promise<ReadonlySet<string>> {
  const podOf = indexPods(manifests)
  const notServed = new Set<string>()
  const uids = new Map<string, unknown>()
  for (const manifest of manifests) {
    const resource = findResourceOfKind(manifest.apiVersion, manifest.kind)
    if (!resource || isMade(manifest)) continue
    const { name, namespace, labels } = manifest.metadata
    const { status, ...rest } = injectPods(manifest, podOf)
    const owner = readOwner(manifest)
    const ownerReferences = owner && [{ ...owner, uid: uids.get(`${namespace}/${owner.kind}/${owner.name}`) }]
    const metadata = { name, namespace, labels, annotations: readAnnotations(manifest), ownerReferences }
    const created = await admin(pathOf(resource, namespace), 'POST', { ...rest, metadata })
    if (created.status === 201 && withoutController.has(manifest.kind)) {
      uids.set(`${namespace}/${manifest.kind}/${name}`, Object(created.body).metadata.uid)
      await admin(`${pathOf(resource, namespace)}/${name}/status`, 'PUT', { ...Object(created.body), status })
    }
    if (created.status === 201 || created.status === 409) continue
    if (created.status !== 404) {
      const why = `${created.status} ${Object(created.body).message}`
      throw new Error(`the cluster refuses ${manifest.kind} ${name}: ${why}`)
    }
    notServed.add(`${manifest.apiVersion} ${manifest.kind}`)
  }
  return notServed
}

function isMade(manifest: Manifest): boolean {
  const owner = readOwner(manifest)
  const isOwned = owner !== undefined && !withoutController.has(owner.kind)
  return madeElsewhere.has(manifest.kind) || builtIn.test(manifest.metadata.name) || isOwned
}

/** The object that controls this one. */
function readOwner({ metadata }: Manifest): Owner | undefined {
  // Of the demo's own making: each object has one owner at most.
  const [owner] = (metadata['ownerReferences'] ?? []) as readonly Owner[]
  return owner
}

/** A Deployment's revision is its controller's to write; kwok takes every node for its own, and this tells a person. */
function readAnnotations({ kind, metadata }: Manifest): Record<string, string> {
  const { 'deployment.kubernetes.io/revision': _, ...annotations } = Object(metadata['annotations'])
  return { ...annotations, ...(kind === 'Node' ? { 'kwok.x-k8s.io/node': 'fake' } : {}) }
}

/** Whether a manifest is a pod, which its kind alone says. */
function isPod(manifest: Manifest): manifest is Pod {
  return manifest.kind === 'Pod'
}

/** Pods by the workload that made them: `namespace/kind/name`; a Deployment or Rollout for the ReplicaSet between. */
export function indexPods(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Pod[]> {
  return Map.groupBy(manifests.filter(isPod), readWorkload)
}

/** `namespace/kind/name` of a pod's workload; the pod itself where it has none. */
export function readWorkload({ metadata }: Pod): string {
  const [owner] = metadata.ownerReferences ?? []
  if (!owner) return `${metadata.namespace}/Pod/${metadata.name}`
  for (const [kind, label] of hashLabels) {
    const hash = metadata.labels?.[label]
    if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`))
      return `${metadata.namespace}/${kind}/${owner.name.slice(0, -hash.length - 1)}`
  }
  return `${metadata.namespace}/${owner.kind}/${owner.name}`
}

/** Labels with which controllers name the ReplicaSets that they make. */
const hashLabels = [
  ['Deployment', 'pod-template-hash'],
  ['Rollout', 'rollouts-pod-template-hash'],
] as const

/** The manifest with its template as the demo's pods of it are; what makes no pods stays as it is. */
function injectPods(manifest: Manifest, podOf: ReadonlyMap<string, readonly Pod[]>): Manifest {
  const { kind, metadata } = manifest
  if (isPod(manifest)) return { ...manifest, spec: trimSpec(manifest.spec) }
  const workload = readOwner(manifest) ?? { kind, name: metadata.name }
  const [pod] = podOf.get(`${metadata.namespace}/${workload.kind}/${workload.name}`) ?? []
  if (!pod) return manifest
  const { selector, ...spec } = Object(manifest['spec'])
  const template: Template = spec.template
  return {
    ...manifest,
    spec: {
      ...spec,
      // A Job's selector is the API server's to write.
      ...(kind === 'Job' ? {} : { selector }),
      template: {
        metadata: {
          labels: withoutMade({ ...pod.metadata.labels, ...template.metadata?.labels }),
          annotations: { ...template.metadata?.annotations, ...pod.metadata.annotations },
        },
        spec: { ...template.spec, ...trimContainers(pod.spec) },
      },
    },
  }
}

function withoutMade(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !madeLabels.test(name)))
}

/** A pod's own spec without what admission and the scheduler write. */
function trimSpec(spec: Pod['spec']): object {
  const { nodeName: _, ...rest } = spec
  return { ...rest, volumes: undefined, priority: undefined, ...trimContainers(spec) }
}

/** Volumes are the cluster's to give. */
function trimContainers({ containers, initContainers }: PodSpec): PodSpec {
  const trim = (container: object) => ({ ...container, volumeMounts: undefined })
  return {
    containers: containers.map(trim),
    ...(initContainers ? { initContainers: initContainers.map(trim) } : {}),
  }
}
