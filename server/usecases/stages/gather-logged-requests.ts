import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { listWorkloads, type Workload } from '#server/mesh/objects/workloads.ts'
import { readAccessLine } from '#server/mesh/sandbox/read-access-line.ts'
import { createSeenRequests } from '#server/mesh/sandbox/seen-requests.ts'
import type { ListSeen } from '#server/mesh/sandbox/types.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'

const proxyContainer = 'istio-proxy'
/** Of all workloads together; of each the newest lines. */
const mostPods = 12
const mostLines = 500
const atOnce = 4

/**
 * Single requests that the workloads' own proxies wrote into their access logs, read as the viewer. A log that cannot be
 * read, or says nothing of requests, tells nothing.
 */
export async function gatherLoggedRequests(
  workloads: readonly Workload[],
  { cut, rangeSeconds }: { readonly cut: MeshSnapshot; readonly rangeSeconds: number },
  context: UseCaseContext,
): Promise<ListSeen> {
  const { adapters, session, signal, nowMs } = context
  const seen = createSeenRequests('access-logs')
  const callers = indexAddresses(cut)
  const left = workloads
    .flatMap((workload) => workload.pods.map((pod) => ({ workload, pod })))
    .filter(({ pod }) => pod.spec.containers.some(({ name }) => name === proxyContainer))
    .slice(0, mostPods)
  const sinceTime = new Date(nowMs - rangeSeconds * 1000).toISOString()
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const { namespace, name } = next.workload
      const target = { namespace, pod: next.pod.metadata.name, container: proxyContainer }
      const question = { tailLines: mostLines, sinceTime, previous: false }
      try {
        for (const { text } of await adapters.kubernetes.readLog(session.viewer, target, question, signal)) {
          const request = readAccessLine(text)
          const source = request && callers.get(request.ip)
          if (!request || !source) continue
          const { ip: _, ...said } = request
          seen.add(source, { namespace, workload: name }, said)
        }
      } catch (error) {
        if (signal.aborted || !isProblem(error)) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return seen.list
}

/** Workloads by the addresses of their pods, of those that the viewer may see. */
function indexAddresses(cut: MeshSnapshot) {
  return new Map(
    listWorkloads(cut).flatMap(({ namespace, name, pods }) =>
      pods.flatMap(({ status }) => status.podIPs.map((ip) => [ip, { namespace, workload: name }] as const)),
    ),
  )
}
