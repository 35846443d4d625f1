import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { workloadDetail } from '#contract/details.ts'
import { indexServices } from '#server/mesh/objects/services.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Pod } from '#server/mesh/objects/types.ts'
import { readPodMode } from '#server/mesh/objects/workload-mode.ts'
import { findWorkload, listWorkloadsOfNamespace, type Workload } from '#server/mesh/objects/workloads.ts'
import { listConcerningWorkload } from '#server/mesh/references/list-concerning.ts'
import { isProblem, Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { presentSync } from '#server/usecases/stages/gather-sync.ts'
import { presentSeenMtls } from '#server/usecases/stages/judge-seen-mtls.ts'
import { listToldEvents } from '#server/usecases/stages/list-told-events.ts'
import { presentConcerning } from '#server/usecases/stages/present-concerning.ts'
import { presentWorkload } from '#server/usecases/stages/present-inventory.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'

type Input = CallArguments<typeof workloadDetail>
type Answer = CallOutput<typeof workloadDetail>

/**
 * One workload with what concerns it. Prometheus, istiod and the events are optional; the cluster's objects are essential.
 * Throws Problem not-found for what is not there or not to be seen, in words that do not say which.
 */
export const readWorkloadDetail: UseCase<Input, Answer> = async (input, context) => {
  const { namespace, rangeSeconds } = input
  const detail = await readInventory<Omit<Answer, 'events'>>(
    `workload-detail ${input.kind ?? ''}/${input.name}`,
    { namespaces: [namespace], rangeSeconds },
    context,
    (facts) => {
      const workload = find(input, facts.snapshot, facts.labels)
      return {
        item: presentWorkload(workload, facts),
        ...(workload.apiVersion === undefined ? {} : { apiVersion: workload.apiVersion }),
        annotations: { ...workload.annotations },
        ...presentSync(namespace, workload.pods.map(presentPod), facts.sync),
        services: indexServices(facts.snapshot, facts.labels)
          .listServicesOf(workload)
          .map(({ metadata }) => ({ kind: 'Service', namespace: metadata.namespace, name: metadata.name })),
        ...presentSeenMtls(workload, facts),
        ...presentConcerning(listConcerningWorkload(facts.snapshot, workload), facts),
      }
    },
  )
  const names = [input.name, ...detail.pods.map(({ name }) => name)]
  const [told, replicas] = await Promise.all([
    listToldEvents(namespace, [...new Set(names)], context),
    readReplicas(detail, context),
  ])
  return {
    ...detail,
    item: { ...detail.item, replicas },
    events: told.events,
    notices: [...detail.notices, ...told.notices],
  }
}

/** What a custom owner itself says, where it may be asked: of its pods alone nobody knows how many it wants. */
async function readReplicas(
  { item, apiVersion }: Pick<Answer, 'item' | 'apiVersion'>,
  { adapters, session, signal }: UseCaseContext,
): Promise<Answer['item']['replicas']> {
  if (apiVersion === undefined) return item.replicas
  const { kind, namespace, name } = item
  try {
    const object = { apiVersion, kind, namespace, name }
    const scale = await adapters.kubernetes.readScale(session.viewer, object, signal)
    return scale ? { ...item.replicas, ...scale } : item.replicas
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return item.replicas
  }
}

function find(
  { namespace, name, kind }: Input,
  snapshot: MeshSnapshot,
  labels: Parameters<typeof findWorkload>[3],
): Workload {
  const found = kind
    ? listWorkloadsOfNamespace(snapshot, namespace, labels).find(
        (one) => one.name === name && one.kind === kind,
      )
    : findWorkload(snapshot, namespace, name, labels)
  if (found) return found
  throw new Problem({ kind: 'not-found', code: 'workload-not-found', params: { namespace, name } })
}

function presentPod(pod: Pod): Answer['pods'][number] {
  const { metadata, spec, status } = pod
  const revision = metadata.labels['istio.io/rev'] ?? metadata.annotations['istio.io/rev']
  return {
    name: metadata.name,
    phase: status.phase,
    ready: status.ready,
    restarts: status.restarts,
    ...(status.waitingReason === undefined ? {} : { waitingReason: status.waitingReason }),
    ...(spec.nodeName === undefined ? {} : { node: spec.nodeName }),
    ips: [...status.podIPs],
    createdAt: metadata.creationTimestamp,
    mode: readPodMode(pod),
    ...(revision === undefined ? {} : { revision }),
    containers: spec.containers.map(({ name, image, init }) => ({ name, image, init: init ?? false })),
  }
}
