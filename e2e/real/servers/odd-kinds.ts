import { setTimeout as wait } from 'node:timers/promises'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** Kinds of workloads that the demo's world has none of, with the one object of each; all in its namespace without a mesh. */
export const oddKinds = [
  { kind: 'Pod', namespace: 'warehouse', name: 'lone-pod' },
  { kind: 'ReplicaSet', namespace: 'warehouse', name: 'bare-set' },
  { kind: 'Rollout', namespace: 'warehouse', name: 'canary' },
] as const

/** A kind that nobody of this repository knows, as an operator of its own would bring it: it can be scaled. */
const rolloutDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'rollouts.argoproj.io' },
  spec: {
    group: 'argoproj.io',
    scope: 'Namespaced',
    names: { kind: 'Rollout', listKind: 'RolloutList', plural: 'rollouts', singular: 'rollout' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
        },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}

const rollouts = '/apis/argoproj.io/v1alpha1/namespaces/warehouse/rollouts'
const sets = '/apis/apps/v1/namespaces/warehouse/replicasets'
const patienceMs = 60_000

/** Creates one workload of each odd kind and waits until those that have pods run one. Throws with the cluster's words. */
export async function createOddKinds(admin: AskAdmin): Promise<void> {
  const create = async (path: string, body: { readonly metadata: { readonly name: string } }) => {
    const { status, body: made } = await admin(path, 'POST', body)
    if (status !== 201)
      throw new Error(`the cluster refuses ${body.metadata.name}: ${status} ${Object(made).message}`)
    return String(Object(made).metadata.uid)
  }
  await create('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', rolloutDefinition)
  await until(async () => (await admin(`${rollouts}?limit=1`)).status === 200, 'serves no Rollouts')
  const { spec } = buildTemplate('lone-pod')
  await create('/api/v1/namespaces/warehouse/pods', {
    ...{ apiVersion: 'v1', kind: 'Pod', spec },
    metadata: { name: 'lone-pod' },
  })
  await create(sets, buildSet('bare-set'))
  const uid = await create(rollouts, {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', spec: { replicas: 1 } },
    metadata: { name: 'canary' },
  })
  const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'canary', uid, controller: true }
  await create(sets, buildSet('canary-6d5f', [owner]))
  await until(async () => {
    const { body } = await admin('/api/v1/namespaces/warehouse/pods')
    const pods: { metadata: { name: string }; status: { phase: string } }[] = Object(body).items
    const running = pods
      .filter(({ status }) => status.phase === 'Running')
      .map(({ metadata }) => metadata.name)
    return ['lone-pod', 'bare-set-', 'canary-6d5f-'].every((name) =>
      running.some((pod) => pod.startsWith(name)),
    )
  }, 'runs no pod of each odd kind')
}

function buildTemplate(app: string) {
  const spec = { containers: [{ name: 'app', image: `registry.demo.example/${app}:1` }] }
  return { metadata: { labels: { app } }, spec }
}

function buildSet(name: string, ownerReferences: readonly object[] = []) {
  const template = buildTemplate(name)
  const selector = { matchLabels: template.metadata.labels }
  return {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 1, selector, template } },
    metadata: { name, ownerReferences },
  }
}

async function until(holds: () => Promise<boolean>, complaint: string): Promise<void> {
  const untilMs = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`the cluster ${complaint}`)
    await wait(100)
  }
}
