import { buildCronJob, buildJob } from '#demo/kubernetes/objects/jobs.ts'
import { buildMeta, ownerOf } from '#demo/kubernetes/objects/metadata.ts'
import { type Mint, nodeNames } from '#demo/kubernetes/objects/mint.ts'
import { buildPod, type PodFacts, type PodOwnerRef } from '#demo/kubernetes/objects/pods.ts'
import { buildTemplate, selectorLabels, templateLabels } from '#demo/kubernetes/objects/templates.ts'
import type { Manifest, WorldWorkload } from '#demo/world/types.ts'

/** A workload's owner objects and pods, in the order in which controllers make them. */
export function buildOwned(mint: Mint, workload: WorldWorkload): Manifest[] {
  const createdAt = mint.timeBefore(mint.integer(2, 300))
  switch (workload.kind) {
    case 'Deployment':
      return buildDeployment(mint, workload, createdAt)
    case 'Rollout':
      return buildRollout(mint, workload, createdAt)
    case 'StatefulSet':
    case 'DaemonSet':
      return buildDirectOwner(mint, workload, createdAt)
    case 'Job':
      return buildJob(mint, workload, createdAt)
    case 'CronJob':
      return [buildCronJob(mint, workload, createdAt)]
    case 'WorkloadEntry':
      return []
    case 'Pod':
      return [buildPod(mint, { workload, name: workload.name, ownerLabels: {}, state: 'ready', createdAt })]
  }
}

function buildPods(
  mint: Mint,
  workload: WorldWorkload,
  owner: PodOwnerRef,
  createdAt: string,
  more: {
    nameOf: (index: number) => string
    ownerLabels: (index: number) => Record<string, string>
    generateName?: string
  },
): Manifest[] {
  return Array.from({ length: workload.replicas }, (_, index) => {
    const facts: PodFacts = {
      workload,
      owner,
      name: more.nameOf(index),
      ownerLabels: more.ownerLabels(index),
      state: index < workload.ready ? 'ready' : 'waiting',
      createdAt,
      ...(workload.kind === 'DaemonSet' ? { node: nodeNames[index % nodeNames.length] ?? 'node-a' } : {}),
      ...(more.generateName ? { generateName: more.generateName } : {}),
    }
    return buildPod(mint, facts)
  })
}

function buildDeployment(mint: Mint, workload: WorldWorkload, createdAt: string): Manifest[] {
  const hash = mint.templateHash(`${workload.namespace}/${workload.name}/${workload.image}`)
  const setName = `${workload.name}-${hash}`
  const metadata = buildMeta(mint, workload, createdAt, {
    annotations: { 'deployment.kubernetes.io/revision': '1' },
  })
  const deployment: Manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: selectorLabels(workload) },
      template: buildTemplate(workload),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    },
    status: buildDeploymentStatus(workload, setName, createdAt),
  }
  const set = buildSet(mint, deployment, workload, {
    setName,
    hashLabels: { 'pod-template-hash': hash },
    annotations: {
      'deployment.kubernetes.io/desired-replicas': String(workload.replicas),
      'deployment.kubernetes.io/max-replicas': String(Math.ceil(workload.replicas * 1.25)),
      'deployment.kubernetes.io/revision': '1',
    },
  })
  return [deployment, set, ...buildPodsOfSet(mint, set, workload, { 'pod-template-hash': hash })]
}

/** In the form of Argo Rollouts', whose controller labels its ReplicaSets with a hash of its own. */
function buildRollout(mint: Mint, workload: WorldWorkload, createdAt: string): Manifest[] {
  const hash = mint.templateHash(`${workload.namespace}/${workload.name}/${workload.image}`)
  const hashLabels = { 'rollouts-pod-template-hash': hash }
  const rollout: Manifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: buildMeta(mint, workload, createdAt, {
      annotations: { 'rollout.argoproj.io/revision': '1' },
    }),
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: selectorLabels(workload) },
      template: buildTemplate(workload),
      strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } },
    },
    status: {
      replicas: workload.replicas,
      readyReplicas: workload.ready,
      availableReplicas: workload.ready,
      phase: 'Healthy',
      selector: Object.entries(selectorLabels(workload))
        .map(([name, value]) => `${name}=${value}`)
        .join(','),
    },
  }
  const set = buildSet(mint, rollout, workload, {
    setName: `${workload.name}-${hash}`,
    hashLabels,
    annotations: { 'rollout.argoproj.io/revision': '1' },
  })
  return [rollout, set, ...buildPodsOfSet(mint, set, workload, hashLabels)]
}

function buildSet(
  mint: Mint,
  owner: Manifest,
  workload: WorldWorkload,
  more: {
    readonly setName: string
    readonly hashLabels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
  },
): Manifest {
  const setLabels = { ...templateLabels(workload), ...more.hashLabels }
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: more.setName,
      namespace: workload.namespace,
      uid: mint.uid(),
      creationTimestamp: owner.metadata['creationTimestamp'],
      labels: setLabels,
      annotations: more.annotations,
      ownerReferences: [refer(owner)],
    },
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: { ...selectorLabels(workload), ...more.hashLabels } },
      template: { ...buildTemplate(workload), metadata: { labels: setLabels } },
    },
    status: { observedGeneration: 1, fullyLabeledReplicas: workload.replicas, ...buildCounts(workload) },
  }
}

function buildPodsOfSet(
  mint: Mint,
  set: Manifest,
  workload: WorldWorkload,
  hashLabels: Readonly<Record<string, string>>,
): Manifest[] {
  const { name, creationTimestamp } = set.metadata
  return buildPods(mint, workload, ownerOf(set), String(creationTimestamp), {
    nameOf: () => `${name}-${mint.word(5)}`,
    generateName: `${name}-`,
    ownerLabels: () => ({ ...hashLabels }),
  })
}

function buildDeploymentStatus(workload: WorldWorkload, setName: string, since: string) {
  // maxUnavailable 25 %, rounded down, may be missing without the Deployment losing its availability.
  const available = workload.ready >= workload.replicas - Math.floor(workload.replicas * 0.25)
  const missing = workload.replicas - workload.ready
  const condition = (type: string, good: boolean, reason: string, message: string) => ({
    type,
    status: good ? 'True' : 'False',
    lastUpdateTime: since,
    lastTransitionTime: since,
    reason,
    message,
  })
  return {
    observedGeneration: 1,
    ...buildCounts(workload),
    updatedReplicas: workload.replicas,
    ...(missing > 0 ? { unavailableReplicas: missing } : {}),
    conditions: [
      condition(
        'Available',
        available,
        available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        `Deployment ${available ? 'has' : 'does not have'} minimum availability.`,
      ),
      condition(
        'Progressing',
        true,
        'NewReplicaSetAvailable',
        `ReplicaSet "${setName}" has successfully progressed.`,
      ),
    ],
  }
}

function buildDirectOwner(mint: Mint, workload: WorldWorkload, createdAt: string): Manifest[] {
  const daemon = workload.kind === 'DaemonSet'
  const hash = mint.templateHash(`${workload.namespace}/${workload.name}`)
  const owner: Manifest = {
    apiVersion: 'apps/v1',
    kind: workload.kind,
    metadata: buildMeta(
      mint,
      workload,
      createdAt,
      daemon ? { annotations: { 'deprecated.daemonset.template.generation': '1' } } : {},
    ),
    spec: {
      ...(daemon ? {} : buildStatefulSpec(workload)),
      selector: { matchLabels: selectorLabels(workload) },
      template: buildTemplate(workload),
      updateStrategy: {
        type: 'RollingUpdate',
        ...(daemon ? { rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } } : {}),
      },
      revisionHistoryLimit: 10,
    },
    status: daemon
      ? buildDaemonStatus(workload)
      : { ...buildCounts(workload), ...buildRevisions(workload, hash) },
  }
  const pods = buildPods(mint, workload, ownerOf(owner), createdAt, {
    nameOf: (index) => (daemon ? `${workload.name}-${mint.word(5)}` : `${workload.name}-${index}`),
    generateName: `${workload.name}-`,
    ownerLabels: (index): Record<string, string> =>
      daemon
        ? { 'controller-revision-hash': hash, 'pod-template-generation': '1' }
        : {
            'apps.kubernetes.io/pod-index': String(index),
            'controller-revision-hash': `${workload.name}-${hash}`,
            'statefulset.kubernetes.io/pod-name': `${workload.name}-${index}`,
          },
  })
  return [owner, ...pods]
}

function buildRevisions(workload: WorldWorkload, hash: string): Record<string, unknown> {
  const revision = `${workload.name}-${hash}`
  return {
    observedGeneration: 1,
    currentReplicas: workload.replicas,
    updatedReplicas: workload.replicas,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  }
}

function buildDaemonStatus(workload: WorldWorkload): Record<string, unknown> {
  return {
    currentNumberScheduled: workload.replicas,
    numberMisscheduled: 0,
    desiredNumberScheduled: workload.replicas,
    numberReady: workload.ready,
    observedGeneration: 1,
    updatedNumberScheduled: workload.replicas,
    numberAvailable: workload.ready,
  }
}

function buildCounts(workload: WorldWorkload): Record<string, unknown> {
  return {
    replicas: workload.replicas,
    ...(workload.ready > 0 ? { readyReplicas: workload.ready, availableReplicas: workload.ready } : {}),
  }
}

function buildStatefulSpec(workload: WorldWorkload) {
  return {
    replicas: workload.replicas,
    serviceName: workload.app,
    podManagementPolicy: 'OrderedReady',
    persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  }
}

function refer(manifest: Manifest) {
  return { ...ownerOf(manifest), controller: true, blockOwnerDeletion: true }
}
