import { setTimeout as wait } from 'node:timers/promises'
import type { Manifest, WorldPod } from '#demo/world/types.ts'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { indexPods, type Pod } from '#e2e/real/servers/load-world.ts'

const patienceMs = 120_000

/**
 * Waits until every pod that controllers want runs (or has completed), then gives as many of each workload as in the
 * demo's world the status that they have there: kwok runs all containers, and a mesh has some that do not. Resolves with
 * the pods that a scraper of metrics meets. Throws when pods do not run in two minutes.
 */
export async function runPods(admin: AskAdmin, manifests: readonly Manifest[]): Promise<readonly WorldPod[]> {
  const wanted = indexPods(manifests)
  const found = await waitForPods(admin, wanted)
  const facts: WorldPod[] = []
  for (const [workload, pods] of found) {
    const asImagined = (wanted.get(workload) ?? []).filter((pod) => !isReady(pod) && !isDone(pod))
    for (const [index, pod] of pods.entries()) {
      const sick = asImagined[index]
      if (sick) await takeStatus(admin, pod, sick)
      if (!isDone(pod)) facts.push(readFacts(pod, workload, sick === undefined))
    }
  }
  return facts
}

async function waitForPods(
  admin: AskAdmin,
  wanted: ReadonlyMap<string, readonly Pod[]>,
): Promise<ReadonlyMap<string, readonly Pod[]>> {
  const untilMs = Date.now() + patienceMs
  for (;;) {
    const { body } = await admin('/api/v1/pods')
    // Items of a list come without their kind, which the next line adds.
    const items: Pod[] = Object(body).items ?? []
    const found = indexPods(items.map((item) => ({ ...item, apiVersion: 'v1', kind: 'Pod' })))
    const late = [...wanted].filter(([workload, pods]) => {
      const there = (found.get(workload) ?? []).filter((pod) => isReady(pod) || isDone(pod))
      return there.length < pods.length
    })
    if (late.length === 0) return found
    if (Date.now() > untilMs) throw new Error(`pods do not run: ${late.map(([name]) => name).join(', ')}`)
    await wait(250)
  }
}

async function takeStatus(admin: AskAdmin, { metadata, status }: Pod, sick: Pod): Promise<void> {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`
  const { phase, conditions, containerStatuses, initContainerStatuses } = sick.status
  const { status: answer, body } = await admin(path, 'PUT', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {},
    status: {
      ...status,
      phase,
      conditions,
      containerStatuses,
      ...(initContainerStatuses ? { initContainerStatuses } : {}),
    },
  })
  if (answer !== 200) throw new Error(`the status of ${metadata.name} is refused: ${Object(body).message}`)
}

function readFacts(pod: Pod, workload: string, ready: boolean): WorldPod {
  return {
    namespace: pod.metadata.namespace ?? '',
    workload: workload.slice(workload.lastIndexOf('/') + 1),
    name: pod.metadata.name,
    ip: String(pod.status['podIP']),
    node: pod.spec.nodeName ?? '',
    ready,
  }
}

function isReady({ status }: Pod): boolean {
  const conditions: { type: string; status: string }[] = Object(status)['conditions'] ?? []
  return conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True')
}

const isDone = ({ status }: Pod) => status['phase'] === 'Succeeded'
