import type { LogsInput } from '#contract/logs.ts'
import type { Notice } from '#contract/words.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { Pod } from '#server/mesh/objects/types.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { findWorkload, listWorkloadsOfNamespace } from '#server/mesh/objects/workloads.ts'
import { Problem } from '#server/problem.ts'
import { wordFinding } from '#server/words.ts'

/** Containers read at once; each is a connection to the API server while it is followed. */
export const mostSources = 60

export interface LoggedContainer {
  readonly pod: string
  readonly container: string
  readonly role: 'application' | 'proxy'
}

/**
 * The containers whose logs are asked for, by pod and container. Throws Problem not-found for what the viewer cannot see
 * or is not there, in words that do not say which of the two it is.
 *
 * @param cut the snapshot as the viewer may see it
 */
export function chooseLoggedContainers(
  input: LogsInput,
  cut: MeshSnapshot,
  labels: WorkloadLabels,
): { readonly sources: readonly LoggedContainer[]; readonly notices: readonly Notice[] } {
  const pods = choosePods(input, cut, labels)
  const wanted = input.containers && new Set(input.containers)
  const all = pods
    .flatMap((pod) =>
      pod.spec.containers.map(({ name }) => ({
        pod: pod.metadata.name,
        container: name,
        role: readRole(pod, name),
      })),
    )
    .filter(({ container }) => !wanted || wanted.has(container))
    .sort(compareContainers)
  if (all.length === 0) throw nothingToRead(input, pods)
  const params = { shown: mostSources, all: all.length }
  return {
    sources: all.slice(0, mostSources),
    notices:
      all.length > mostSources
        ? [{ ...wordFinding('notice', 'logs-too-many-sources', params), severity: 'warning' }]
        : [],
  }
}

/** By pod, then container. */
export function compareContainers(
  a: Pick<LoggedContainer, 'pod' | 'container'>,
  b: Pick<LoggedContainer, 'pod' | 'container'>,
): number {
  return `${a.pod} ${a.container}` < `${b.pod} ${b.container}` ? -1 : 1
}

function nothingToRead(input: LogsInput, pods: readonly Pod[]): Problem {
  const name = input.pod ?? input.workload ?? input.app ?? input.namespace
  if (pods.length === 0)
    return new Problem({
      kind: 'not-found',
      code: 'logs-no-pods',
      params: { namespace: input.namespace, name },
    })
  const there = [...new Set(pods.flatMap(({ spec }) => spec.containers.map((container) => container.name)))]
  return new Problem({
    kind: 'not-found',
    code: 'logs-no-container',
    params: { containers: input.containers?.join(', ') ?? '', there: there.sort().join(', '), name },
  })
}

function choosePods(input: LogsInput, cut: MeshSnapshot, labels: WorkloadLabels): readonly Pod[] {
  const { namespace, workload: name, kind, app, pod } = input
  if (pod !== undefined) {
    const found = cut.find('Pod', namespace, pod)
    if (found) return [found]
    throw new Problem({ kind: 'not-found', code: 'pod-not-found', params: { namespace, name: pod } })
  }
  if (name !== undefined) {
    const named = listWorkloadsOfNamespace(cut, namespace, labels).filter((one) => one.name === name)
    const found = kind ? named.find((one) => one.kind === kind) : findWorkload(cut, namespace, name, labels)
    if (found) return found.pods
    throw new Problem({ kind: 'not-found', code: 'workload-not-found', params: { namespace, name } })
  }
  if (app === undefined) return cut.inNamespace('Pod', namespace)
  const members = listWorkloadsOfNamespace(cut, namespace, labels).filter((one) => one.app === app)
  if (members.length > 0) return members.flatMap(({ pods }) => pods)
  throw new Problem({ kind: 'not-found', code: 'app-not-found', params: { namespace, name: app } })
}

/** Names of containers that proxies run in (istio manifests/charts: injection template, gateways, waypoints, ztunnel). */
const proxyContainers: ReadonlySet<string> = new Set(['istio-proxy', 'istio-init', 'istio-validation'])

function readRole({ metadata }: Pod, container: string): LoggedContainer['role'] {
  const isZtunnel = metadata.labels['app'] === 'ztunnel'
  return proxyContainers.has(container) || isZtunnel ? 'proxy' : 'application'
}
