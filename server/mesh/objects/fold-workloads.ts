import { isListedKind } from '#server/mesh/objects/kinds.ts'
import { findPodOwner, type OwnerName } from '#server/mesh/objects/pod-owner.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { ObjectOf, Pod, PodOwner } from '#server/mesh/objects/types.ts'
import {
  mergePodLabels,
  readApp,
  readVersion,
  type WorkloadLabels,
} from '#server/mesh/objects/workload-labels.ts'
import { readWorkloadMode } from '#server/mesh/objects/workload-mode.ts'
import { readRole } from '#server/mesh/objects/workload-role.ts'
import type { Workload } from '#server/mesh/objects/workloads.ts'

const ownerKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const

type Labels = Readonly<Record<string, string>>

/** What is gathered of one workload before it is judged. */
interface Draft extends OwnerName {
  readonly namespace: string
  readonly pods: Pod[]
  /** The named owner itself, or the ReplicaSets of a custom owner that the snapshot does not keep. */
  readonly owners: PodOwner[]
}

/** Folds pods to the owners that operators name, adds owners without pods and the mesh's virtual machines. */
export function foldWorkloads(snapshot: MeshSnapshot, labels: WorkloadLabels): readonly Workload[] {
  const drafts = new Map<string, Draft>()
  const draftOf = (namespace: string, owner: OwnerName): Draft => {
    const key = `${namespace}/${owner.kind}/${owner.name}`
    const known = drafts.get(key)
    if (known) return known
    const draft: Draft = { ...owner, namespace, pods: [], owners: [] }
    drafts.set(key, draft)
    return draft
  }

  for (const kind of ownerKinds) {
    for (const owner of snapshot.all(kind)) {
      const { namespace, name, owner: above } = owner.metadata
      if (!above) draftOf(namespace, { kind, name }).owners.push(owner)
      // A Deployment's ReplicaSets and a CronJob's Jobs say nothing that their owner does not say itself.
      else if (!isKept(snapshot, above.kind, namespace, above.name))
        draftOf(namespace, above).owners.push(owner)
    }
  }
  for (const pod of snapshot.all('Pod')) {
    draftOf(pod.metadata.namespace, findPodOwner(snapshot, pod)).pods.push(pod)
  }

  const workloads = [...drafts.values()].map((draft) => buildWorkload(snapshot, draft, labels))
  workloads.push(...foldMachines(snapshot, labels))
  return workloads.sort(
    (a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name) || compare(a.kind, b.kind),
  )
}

function isKept(snapshot: MeshSnapshot, kind: string, namespace: string, name: string): boolean {
  const known = ownerKinds.find((candidate) => candidate === kind)
  return known !== undefined && snapshot.find(known, namespace, name) !== undefined
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function buildWorkload(snapshot: MeshSnapshot, draft: Draft, labelNames: WorkloadLabels): Workload {
  const { namespace, kind, name, apiVersion, pods, owners } = draft
  const owner = newest(owners)
  const pod = newest(pods)
  const templateLabels = owner?.spec.templateLabels
  const templateAnnotations = owner?.spec.templateAnnotations ?? pod?.metadata.annotations ?? {}
  const labels = mergePodLabels(templateLabels, pod?.metadata.labels)
  const role = readRole(labels, templateAnnotations, pods)
  const app = readApp(labels, labelNames)
  const version = readVersion(labels, labelNames)
  return {
    cluster: snapshot.cluster,
    namespace,
    kind,
    name,
    ...(apiVersion !== undefined && !isListedKind(kind) ? { apiVersion } : {}),
    ...(app === undefined ? {} : { app }),
    ...(version === undefined ? {} : { version }),
    labels,
    templateAnnotations,
    annotations: owner?.metadata.annotations ?? {},
    serviceAccount: pod?.spec.serviceAccountName || owner?.spec.serviceAccountName || 'default',
    replicas: countReplicas(draft),
    pods,
    role,
    mode: readWorkloadMode({
      role,
      pods,
      namespaceLabels: snapshot.find('Namespace', '', namespace)?.metadata.labels ?? {},
      templateLabels: labels,
      templateAnnotations,
    }),
  }
}

function newest<Item extends Pod | PodOwner>(items: readonly Item[]): Item | undefined {
  let latest = items[0]
  for (const item of items) {
    if (latest && item.metadata.creationTimestamp > latest.metadata.creationTimestamp) latest = item
  }
  return latest
}

/** Of the owners where the snapshot has them (a custom owner's ReplicaSets add up), else counted from the pods. */
function countReplicas({ owners, pods }: Draft): Workload['replicas'] {
  if (owners.length > 0) {
    return {
      desired: owners.reduce((sum, { spec }) => sum + spec.replicas, 0),
      current: owners.reduce((sum, { status }) => sum + status.replicas, 0),
      available: owners.reduce((sum, { status }) => sum + status.available, 0),
    }
  }
  const live = pods.filter(({ status }) => status.phase !== 'Succeeded')
  return {
    desired: live.length,
    current: live.length,
    available: live.filter(({ status }) => status.ready).length,
  }
}

/**
 * WorkloadEntries, folded to the WorkloadGroup that registered them. Names as telemetry says them:
 * `WorkloadNameFromWorkloadEntry` in istio `pkg/config/labels`.
 */
function foldMachines(snapshot: MeshSnapshot, labelNames: WorkloadLabels): Workload[] {
  const groups = new Map<string, { group: ObjectOf<'WorkloadGroup'>; entries: ObjectOf<'WorkloadEntry'>[] }>()
  for (const group of snapshot.all('WorkloadGroup')) {
    groups.set(`${group.metadata.namespace}/${group.metadata.name}`, { group, entries: [] })
  }
  const machines: Workload[] = []
  for (const entry of snapshot.all('WorkloadEntry')) {
    const { namespace, annotations } = entry.metadata
    const groupName = readGroup(entry)
    const group = groups.get(`${namespace}/${groupName}`)
    if (group) group.entries.push(entry)
    else {
      const labels = { ...entry.metadata.labels, ...entry.spec.labels }
      const named = nameMachine(entry)
      machines.push(
        buildMachine(snapshot, 'WorkloadEntry', namespace, named, {
          labels,
          annotations,
          serviceAccount: entry.spec.serviceAccount,
          count: 1,
          labelNames,
        }),
      )
    }
  }
  for (const { group, entries } of groups.values()) {
    machines.push(
      buildMachine(snapshot, 'WorkloadGroup', group.metadata.namespace, group.metadata.name, {
        labels: { ...group.spec.template?.labels, ...group.spec.metadata?.labels },
        annotations: group.metadata.annotations,
        serviceAccount: group.spec.template?.serviceAccount,
        count: entries.length,
        labelNames,
      }),
    )
  }
  return machines
}

function readGroup({ metadata: { annotations, owner } }: ObjectOf<'WorkloadEntry'>): string | undefined {
  const registered = annotations['istio.io/autoRegistrationGroup']
  return registered ?? (owner?.kind === 'WorkloadGroup' ? owner.name : undefined)
}

/** The workload that a WorkloadEntry is, as telemetry names it. */
export function nameMachine(entry: ObjectOf<'WorkloadEntry'>): string {
  const { name, labels } = entry.metadata
  const said = { ...labels, ...entry.spec.labels }['service.istio.io/workload-name']
  return readGroup(entry) ?? said ?? name
}

function buildMachine(
  snapshot: MeshSnapshot,
  kind: 'WorkloadEntry' | 'WorkloadGroup',
  namespace: string,
  name: string,
  facts: {
    labels: Labels
    annotations: Labels
    serviceAccount: string | undefined
    count: number
    labelNames: WorkloadLabels
  },
): Workload {
  const app = readApp(facts.labels, facts.labelNames)
  const version = readVersion(facts.labels, facts.labelNames)
  return {
    cluster: snapshot.cluster,
    namespace,
    kind,
    name,
    ...(app === undefined ? {} : { app }),
    ...(version === undefined ? {} : { version }),
    labels: facts.labels,
    templateAnnotations: {},
    annotations: facts.annotations,
    serviceAccount: facts.serviceAccount || 'default',
    replicas: { desired: facts.count, current: facts.count, available: facts.count },
    pods: [],
    // A machine that registered itself runs the proxy; one that was only written down may not (istio.io "Virtual Machine Installation").
    mode:
      kind === 'WorkloadGroup' ||
      facts.labels['security.istio.io/tlsMode'] === 'istio' ||
      facts.annotations['istio.io/autoRegistrationGroup'] !== undefined
        ? 'sidecar'
        : 'none',
    role: 'application',
  }
}
