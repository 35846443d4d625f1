import { createClusterView, isDoomed, matchesLabels } from '#demo/kubernetes/controllers/cluster-view.ts'
import {
  collectOrphans,
  finishDeletion,
  finishNamespace,
} from '#demo/kubernetes/controllers/collect-garbage.ts'
import { keepEndpoints } from '#demo/kubernetes/controllers/keep-endpoints.ts'
import {
  keepDaemons,
  keepPods,
  keepReplicaSets,
  type StartPod,
} from '#demo/kubernetes/controllers/keep-pods.ts'
import { makePod } from '#demo/kubernetes/controllers/make-pod.ts'
import { asList, asRecord, readPath } from '#demo/kubernetes/fields/json.ts'
import type { Mint } from '#demo/kubernetes/objects/mint.ts'
import type { Store, StoreEvent } from '#demo/kubernetes/store.ts'
import { formatTime } from '#demo/kubernetes/stored-object.ts'
import type { Manifest, World } from '#demo/world/types.ts'

/** How long a new pod takes to run, and a deleted one to end. */
const startMs = 1_200
const endMs = 800

/**
 * The controllers of the imagined cluster: what is written takes its effect a moment later, as kube-controller-manager,
 * scheduler and kubelets would bring it about. They act on what changes after their start alone. Gives what stops them.
 */
export function runControllers(facts: {
  readonly world: World
  readonly store: Store
  readonly mint: Mint
  readonly now: () => number
}): () => void {
  const { world, store, mint, now } = facts
  const view = createClusterView(store)
  const timers = new Set<NodeJS.Timeout>()
  const due = new Map<string, () => void>()
  let isQueued = false
  const after = (ms: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms).unref()
    timers.add(timer)
  }
  /** Several events of one object are one occasion to look at it. */
  const enqueue = (id: string, act: () => void) => {
    due.set(id, act)
    if (isQueued) return
    isQueued = true
    after(10, () => {
      isQueued = false
      const acts = [...due.values()]
      due.clear()
      for (const each of acts) each()
    })
  }
  const nowText = () => formatTime(now())
  const start: StartPod = (pod) => {
    const readyBefore = view.listControlled('v1', 'Pod', pod.owner).length
    const { pending, running } = makePod(world, mint, { ...pod, nowText: nowText(), readyBefore })
    const created = view.create(pending)
    after(startMs, () => {
      const { namespace = '', name, uid } = created.metadata
      const current = view.find('v1', 'Pod', namespace, name)
      // Who was deleted meanwhile, or replaced by a namesake, does not start.
      if (current && current.metadata['uid'] === uid && !isDoomed(current)) {
        view.update({ ...current, status: running['status'] })
      }
    })
  }
  const look = (apiVersion: string, kind: string, namespace: string, name: string) =>
    enqueue(`${kind}/${namespace}/${name}`, () => {
      const object = view.find(apiVersion, kind, namespace, name)
      if (object && !isDoomed(object)) keep(object)
    })
  const keep = (object: Manifest) => {
    if (object.kind === 'Deployment' && readPath(object, ['spec', 'paused']) !== true) {
      keepReplicaSets(view, mint, object, nowText())
    } else if (object.kind === 'ReplicaSet' || object.kind === 'StatefulSet')
      keepPods(view, mint, object, start)
    else if (object.kind === 'DaemonSet') keepDaemons(view, mint, object, start)
    else if (object.kind === 'Service') keepEndpoints(view, mint, object)
  }
  const lookAtOwners = (object: Manifest) => {
    for (const reference of asList(object.metadata['ownerReferences']).map(asRecord)) {
      const { apiVersion, kind, name } = reference
      look(String(apiVersion), String(kind), object.metadata.namespace ?? '', String(name))
    }
  }
  const follow = ({ type, object }: StoreEvent) => {
    const { manifest } = object
    const { namespace = '', name } = manifest.metadata
    if (type === 'DELETED') enqueue(`gone/${manifest.metadata['uid']}`, () => collectOrphans(view, manifest))
    else if (isDoomed(manifest)) end(manifest)
    else look(manifest.apiVersion, manifest.kind, namespace, name)
    lookAtOwners(manifest)
    if (manifest.kind !== 'Pod') return
    for (const service of view.list('v1', 'Service', namespace)) {
      const selector = readPath(service, ['spec', 'selector'])
      if (selector !== undefined && matchesLabels(selector, manifest))
        look('v1', 'Service', namespace, service.metadata.name)
    }
  }
  const end = (manifest: Manifest) => {
    const { namespace = '', name, uid } = manifest.metadata
    const act = () => {
      const current = view.find(manifest.apiVersion, manifest.kind, namespace, name)
      if (!current || current.metadata['uid'] !== uid) return
      if (manifest.kind === 'Namespace') finishNamespace(store, view, current)
      else if (manifest.kind === 'Pod' && asList(current.metadata['finalizers']).length === 0)
        view.remove(current)
      else finishDeletion(view, current)
    }
    if (manifest.kind === 'Pod') after(endMs, act)
    else enqueue(`end/${manifest.kind}/${namespace}/${name}`, act)
  }
  const watched = [
    '/namespaces',
    '/pods',
    '/services',
    'apps/daemonsets',
    'apps/deployments',
    'apps/replicasets',
    'apps/statefulsets',
    'batch/jobs',
  ]
  const stops = watched.map((collection) => store.onEvent(collection, follow))
  return () => {
    for (const stop of stops) stop()
    for (const timer of timers) clearTimeout(timer)
  }
}
