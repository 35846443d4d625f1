import { type ClusterView, isReady } from '#demo/kubernetes/controllers/cluster-view.ts'
import { planRollout, type RolloutSet } from '#demo/kubernetes/controllers/plan-rollout.ts'
import { asRecord, equals, readPath } from '#demo/kubernetes/fields/json.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import { readReplicas } from '#demo/kubernetes/writes/kinds/defaults.ts'
import type { Manifest } from '#demo/world/types.ts'

const apps = 'apps/v1'
const hashLabel = 'pod-template-hash'
const revision = 'deployment.kubernetes.io/revision'

/** How a controller gets a new pod started: it is pending at once and runs a little later. */
export type StartPod = (facts: {
  owner: Manifest
  workload: { kind: string; name: string }
  name: string
  labels: Record<string, string>
  node?: string
}) => void

/** Takes a Deployment one step on: towards pods of its template alone, as many as it wants. */
export function keepReplicaSets(view: ClusterView, mint: Mint, deployment: Manifest, nowText: string): void {
  const sets = view.listControlled(apps, 'ReplicaSet', deployment)
  const wanted = readReplicas(deployment)
  const current =
    sets.find((set) => hasTemplate(set, deployment)) ??
    createSet(view, mint, deployment, sets.length, nowText)
  const old = sets.filter((set) => set !== current).sort((a, b) => readRevision(a) - readRevision(b))
  const step = planRollout({
    wanted,
    strategy: readPath(deployment, ['spec', 'strategy']),
    current: countSet(view, current),
    old: old.map((set) => countSet(view, set)),
  })
  for (const [at, set] of old.entries()) scale(view, set, step.old[at] ?? 0)
  scale(view, current, step.current)
  const counts = sets
    .map((set) => view.find(apps, 'ReplicaSet', set.metadata.namespace ?? '', set.metadata.name) ?? set)
    .map((set) => asRecord(set['status']))
  const now = asRecord(
    (view.find(apps, 'ReplicaSet', current.metadata.namespace ?? '', current.metadata.name) ?? current)[
      'status'
    ],
  )
  const sum = (name: string) => counts.reduce((total, status) => total + Number(status[name] ?? 0), 0)
  const own = readPath(current, ['metadata', 'annotations', revision]) ?? '1'
  view.update({
    ...deployment,
    metadata: {
      ...deployment.metadata,
      annotations: { ...asRecord(deployment.metadata['annotations']), [revision]: own },
    },
    status: describeDeployment(deployment, {
      replicas: sum('replicas'),
      ready: sum('readyReplicas'),
      updated: Number(now['replicas'] ?? 0),
      setName: current.metadata.name,
      nowText,
    }),
  })
}

const readRevision = (set: Manifest) => Number(readPath(set, ['metadata', 'annotations', revision]) ?? 0)

/** By the pods themselves: a set's own count of them is written a moment later. */
function countSet(view: ClusterView, set: Manifest): RolloutSet {
  const pods = view.listControlled('v1', 'Pod', set)
  return { replicas: readReplicas(set), pods: pods.length, available: pods.filter(isReady).length }
}

/** Equal but for the label that tells a ReplicaSet's pods from its siblings'. */
function hasTemplate(set: Manifest, deployment: Manifest): boolean {
  const bare = (object: Manifest) => {
    const template = asRecord(readPath(object, ['spec', 'template']))
    const metadata = asRecord(template['metadata'])
    const { [hashLabel]: _hash, ...labels } = asRecord(metadata['labels'])
    return { ...template, metadata: { ...metadata, labels } }
  }
  return equals(bare(set), bare(deployment))
}

function createSet(
  view: ClusterView,
  mint: Mint,
  deployment: Manifest,
  before: number,
  nowText: string,
): Manifest {
  const { name, namespace } = deployment.metadata
  const template = asRecord(readPath(deployment, ['spec', 'template']))
  const hash = mint.templateHash(JSON.stringify([namespace, name, template]))
  const metadata = asRecord(template['metadata'])
  const labels = { ...asRecord(metadata['labels']), [hashLabel]: hash }
  const selector = asRecord(readPath(deployment, ['spec', 'selector']))
  return view.create({
    apiVersion: apps,
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      uid: mint.uid(),
      creationTimestamp: nowText,
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(readReplicas(deployment)),
        [revision]: String(before + 1),
      },
      ownerReferences: [
        {
          apiVersion: apps,
          kind: 'Deployment',
          name,
          uid: deployment.metadata['uid'],
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...asRecord(selector['matchLabels']), [hashLabel]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
    status: { replicas: 0 },
  })
}

function scale(view: ClusterView, set: Manifest, replicas: number): void {
  if (readReplicas(set) === replicas) return
  view.update({ ...set, spec: { ...asRecord(set['spec']), replicas } })
}

interface Counted {
  readonly replicas: number
  readonly ready: number
  readonly updated: number
  readonly setName: string
  readonly nowText: string
}

function describeDeployment(deployment: Manifest, facts: Counted) {
  const { replicas, ready, updated, setName, nowText } = facts
  const wanted = readReplicas(deployment)
  const missing = Math.max(0, wanted - ready)
  const isAvailable = ready >= wanted - Math.floor(wanted * 0.25)
  const isDone = updated === wanted && ready >= wanted && replicas === wanted
  const before = readPath(deployment, ['status', 'conditions'])
  const condition = (type: string, good: boolean, reason: string, message: string) => {
    const old = (Array.isArray(before) ? before : []).map(asRecord).find((each) => each['type'] === type)
    const status = good ? 'True' : 'False'
    const isSame = old?.['status'] === status && old['reason'] === reason && old['message'] === message
    return {
      type,
      status,
      lastUpdateTime: isSame ? old['lastUpdateTime'] : nowText,
      lastTransitionTime: old?.['status'] === status ? old['lastTransitionTime'] : nowText,
      reason,
      message,
    }
  }
  return {
    observedGeneration: deployment.metadata['generation'],
    ...positive({
      replicas,
      updatedReplicas: updated,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: missing,
    }),
    conditions: [
      condition(
        'Available',
        isAvailable,
        isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
      ),
      condition(
        'Progressing',
        true,
        isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        `ReplicaSet "${setName}" ${isDone ? 'has successfully progressed' : 'is progressing'}.`,
      ),
    ],
  }
}

/** Counts as Go writes them: none is left out. */
const positive = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))

/** Keeps a ReplicaSet's or StatefulSet's pods at the number that it wants. */
export function keepPods(view: ClusterView, mint: Mint, owner: Manifest, start: StartPod): void {
  const pods = view.listControlled('v1', 'Pod', owner)
  const wanted = readReplicas(owner)
  const isStateful = owner.kind === 'StatefulSet'
  const nameOf = (index: number) => `${owner.metadata.name}-${isStateful ? index : mint.word(5)}`
  if (isStateful) {
    for (let index = 0; index < wanted; index += 1) {
      const { namespace = '' } = owner.metadata
      if (!view.find('v1', 'Pod', namespace, nameOf(index))) start(describePod(owner, nameOf(index)))
    }
  } else for (let at = pods.length; at < wanted; at += 1) start(describePod(owner, nameOf(at)))
  // The ones that are not ready go first, then the newest (kubernetes controller_utils.go ActivePods).
  const spare = [...pods].sort((left, right) => rank(left, isStateful) - rank(right, isStateful))
  for (const pod of spare.slice(0, Math.max(0, pods.length - wanted))) view.remove(pod)
  const left = view.listControlled('v1', 'Pod', owner)
  const ready = left.filter(isReady).length
  const counts = positive({ readyReplicas: ready, availableReplicas: ready })
  const { readyReplicas: _ready, availableReplicas: _available, ...status } = asRecord(owner['status'])
  view.update({
    ...owner,
    status: {
      ...status,
      replicas: left.length,
      ...(isStateful
        ? { currentReplicas: left.length, updatedReplicas: left.length }
        : { fullyLabeledReplicas: left.length }),
      ...counts,
      observedGeneration: owner.metadata['generation'],
    },
  })
}

function rank(pod: Manifest, isStateful: boolean): number {
  if (isStateful) return -Number(pod.metadata.name.split('-').at(-1))
  return (isReady(pod) ? 1e15 : 0) - Date.parse(String(pod.metadata['creationTimestamp']))
}

function describePod(owner: Manifest, name: string) {
  const [reference] = (
    Array.isArray(owner.metadata['ownerReferences']) ? owner.metadata['ownerReferences'] : []
  ).map(asRecord)
  const hash = readPath(owner, ['metadata', 'labels', hashLabel])
  const labels: Record<string, string> =
    owner.kind === 'StatefulSet'
      ? {
          'apps.kubernetes.io/pod-index': name.split('-').at(-1) ?? '',
          'statefulset.kubernetes.io/pod-name': name,
          'controller-revision-hash': String(readPath(owner, ['status', 'updateRevision']) ?? ''),
        }
      : hash === undefined
        ? {}
        : { [hashLabel]: String(hash) }
  const workload =
    reference?.['kind'] === 'Deployment'
      ? { kind: 'Deployment', name: String(reference['name']) }
      : { kind: owner.kind, name: owner.metadata.name }
  return { owner, workload, name, labels }
}

/** Keeps one pod of a DaemonSet on each node. */
export function keepDaemons(view: ClusterView, mint: Mint, owner: Manifest, start: StartPod): void {
  const pods = view.listControlled('v1', 'Pod', owner)
  const nodes = view.list('v1', 'Node', '').map(({ metadata }) => metadata.name)
  const taken = new Set(pods.map((pod) => readPath(pod, ['spec', 'nodeName'])))
  for (const node of nodes.filter((name) => !taken.has(name))) {
    const [known] = pods
    const hash = readPath(known, ['metadata', 'labels', 'controller-revision-hash'])
    const labels = {
      'pod-template-generation': '1',
      ...(hash === undefined ? {} : { 'controller-revision-hash': String(hash) }),
    }
    start({
      owner,
      workload: { kind: 'DaemonSet', name: owner.metadata.name },
      name: `${owner.metadata.name}-${mint.word(5)}`,
      labels,
      node,
    })
  }
  const left = view.listControlled('v1', 'Pod', owner)
  const ready = left.filter(isReady).length
  view.update({
    ...owner,
    status: {
      ...asRecord(owner['status']),
      currentNumberScheduled: left.length,
      desiredNumberScheduled: nodes.length,
      updatedNumberScheduled: left.length,
      numberReady: ready,
      ...positive({ numberAvailable: ready, numberUnavailable: nodes.length - ready }),
      observedGeneration: owner.metadata['generation'],
    },
  })
}
