import { setTimeout as wait } from 'node:timers/promises'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'

/** Kinds of workloads that the demo's world has none of, with the one object of each; all in its namespace without a mesh. */
export const oddKinds = [
  { kind: 'Pod', namespace: 'warehouse', name: 'lone-pod' },
  { kind: 'ReplicaSet', namespace: 'warehouse', name: 'bare-set' },
] as const

const sets = '/apis/apps/v1/namespaces/warehouse/replicasets'
const patienceMs = 60_000

/** Creates one workload of each odd kind and waits until those that have pods run one. Throws with the cluster's words. */
export async function createOddKinds(admin: AskAdmin): Promise<void> {
  const create = async (path: string, body: { readonly metadata: { readonly name: string } }) => {
    const { status, body: made } = await admin(path, 'POST', body)
    if (status !== 201)
      throw new Error(`the cluster refuses ${body.metadata.name}: ${status} ${Object(made).message}`)
  }
  const { spec } = buildTemplate('lone-pod')
  await create('/api/v1/namespaces/warehouse/pods', {
    ...{ apiVersion: 'v1', kind: 'Pod', spec },
    metadata: { name: 'lone-pod' },
  })
  await create(sets, buildSet('bare-set'))
  await until(async () => {
    const { body } = await admin('/api/v1/namespaces/warehouse/pods')
    const pods: { metadata: { name: string }; status: { phase: string } }[] = Object(body).items
    const running = pods
      .filter(({ status }) => status.phase === 'Running')
      .map(({ metadata }) => metadata.name)
    return ['lone-pod', 'bare-set-'].every((name) => running.some((pod) => pod.startsWith(name)))
  }, 'runs no pod of each odd kind')
}

function buildTemplate(app: string) {
  const spec = { containers: [{ name: 'app', image: `registry.demo.example/${app}:1` }] }
  return { metadata: { labels: { app } }, spec }
}

function buildSet(name: string) {
  const template = buildTemplate(name)
  const selector = { matchLabels: template.metadata.labels }
  return {
    ...{ apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: { replicas: 1, selector, template } },
    metadata: { name },
  }
}

async function until(holds: () => Promise<boolean>, complaint: string): Promise<void> {
  const untilMs = Date.now() + patienceMs
  while (!(await holds())) {
    if (Date.now() > untilMs) throw new Error(`the cluster ${complaint}`)
    await wait(100)
  }
}
