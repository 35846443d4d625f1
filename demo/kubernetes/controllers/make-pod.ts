import { asList, asRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import { ownerOf } from '#demo/kubernetes/objects/metadata.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { buildPod } from '#demo/kubernetes/objects/pods.ts'
import type { Manifest, World, WorldWorkload } from '#demo/world/types.ts'

/** A new pod, first as the scheduler leaves it, then as the kubelet has got it. */
export interface NewPod {
  readonly pending: Manifest
  readonly running: Manifest
}

/**
 * The pod that an owner's template asks for. Where the owner stands for a workload of the world, the pod shares its
 * fate: one that crashes goes on crashing.
 *
 * @param workload name of the Deployment, StatefulSet or DaemonSet behind it all
 */
export function makePod(
  world: World,
  mint: Mint,
  facts: {
    owner: Manifest
    workload: { kind: string; name: string }
    name: string
    labels: Record<string, string>
    nowText: string
    readyBefore: number
    node?: string
  },
): NewPod {
  const { owner, name } = facts
  const workload = describeWorkload(world, owner, facts.workload)
  const isSick = workload.waitingReason !== undefined && facts.readyBefore >= workload.ready
  const running = buildPod(mint, {
    workload,
    owner: ownerOf(owner),
    name,
    generateName: `${owner.metadata.name}-`,
    ownerLabels: facts.labels,
    state: isSick ? 'waiting' : 'ready',
    createdAt: facts.nowText,
    ...(facts.node ? { node: facts.node } : {}),
  })
  return { pending: withoutKubelet(running, facts.nowText), running }
}

/** Its conditions before the kubelet has started anything. */
function withoutKubelet(pod: Manifest, since: string): Manifest {
  const { qosClass } = asRecord(pod['status'])
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: since }
  return { ...pod, status: { phase: 'Pending', conditions: [scheduled], qosClass } }
}

function describeWorkload(
  world: World,
  owner: Manifest,
  { kind, name }: { kind: string; name: string },
): WorldWorkload {
  const namespace = owner.metadata.namespace ?? ''
  const template = asRecord(readPath(owner, ['spec', 'template']))
  const {
    app = name,
    version = '',
    'pod-template-hash': _hash,
    ...labels
  } = asRecord(readPath(template, ['metadata', 'labels']))
  const [container] = asList(readPath(template, ['spec', 'containers'])).map(asRecord)
  const own = world.workloads.find(
    (each) => each.namespace === namespace && each.name === name && each.kind === kind,
  )
  const place = world.namespaces.find((each) => each.name === namespace)
  const ports = asList(container?.['ports']).map((port) => Number(asRecord(port)['containerPort']))
  const account = readPath(template, ['spec', 'serviceAccountName'])
  return {
    ...(own ?? { dataPlane: place?.dataPlane ?? 'none', role: 'application' }),
    namespace,
    name,
    kind: kind === 'StatefulSet' || kind === 'DaemonSet' ? kind : 'Deployment',
    app: own?.app ?? String(app),
    version: own?.version ?? String(version),
    serviceAccount: typeof account === 'string' ? account : 'default',
    replicas: own?.replicas ?? 1,
    ready: own?.ready ?? 1,
    image: String(container?.['image'] ?? own?.image ?? ''),
    ports,
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)])),
  }
}
