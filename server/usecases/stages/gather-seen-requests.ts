import type { Finding } from '#contract/words.ts'
import { findWorkload, type Workload } from '#server/mesh/objects/workloads.ts'
import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import { listSeenRequests } from '#server/mesh/sandbox/list-seen-requests.ts'
import type { ListSeen } from '#server/mesh/sandbox/types.ts'
import { chooseServices } from '#server/mesh/traces/choose-services.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { findTraces, mostServices } from '#server/usecases/stages/find-traces.ts'
import { gatherLoggedRequests } from '#server/usecases/stages/gather-logged-requests.ts'
import { openTraceTeller, type TraceTeller } from '#server/usecases/stages/tell-trace.ts'
import { wordFinding } from '#server/words.ts'

export interface SeenRequests {
  readonly listSeen: ListSeen
  readonly notes: readonly Finding[]
}

/** Of each service that spans name. */
const mostTraces = 100

/**
 * Single requests to the given workloads in the window as this viewer may know them: by traces, and of pairs without any by
 * the access logs of the workloads' own proxies. Both are optional: a store that is absent or does not answer leaves a
 * note.
 */
export async function gatherSeenRequests(
  destinations: readonly WorkloadRef[],
  rangeSeconds: number,
  context: UseCaseContext,
): Promise<SeenRequests> {
  const teller = await openTraceTeller(context)
  const workloads = destinations.flatMap(
    ({ namespace, workload }) => findWorkload(teller.cut, namespace, workload, teller.labels) ?? [],
  )
  const [traced, listLogged] = await Promise.all([
    gatherTraced(workloads, { teller, rangeSeconds }, context),
    gatherLoggedRequests([...new Set(workloads)], { cut: teller.cut, rangeSeconds }, context),
  ])
  return {
    notes: traced.notes,
    listSeen: (source, destination) => {
      const seen = traced.listSeen(source, destination)
      return seen.length > 0 ? seen : listLogged(source, destination)
    },
  }
}

async function gatherTraced(
  workloads: readonly Workload[],
  { teller, rangeSeconds }: { readonly teller: TraceTeller; readonly rangeSeconds: number },
  { adapters, nowMs, signal }: UseCaseContext,
): Promise<SeenRequests> {
  const { tracing } = adapters
  const nothing: ListSeen = () => []
  if (!tracing) return { listSeen: nothing, notes: [wordFinding('finding', 'what-if-no-tracing', {})] }
  try {
    const { services } = chooseServices(workloads, await tracing.listServices(signal))
    const asked = services.slice(0, mostServices)
    const window = { startMs: nowMs - rangeSeconds * 1000, endMs: nowMs, limit: mostTraces }
    const found = asked.length > 0 ? await findTraces(tracing, asked, window, signal) : undefined
    const told = (found?.traces ?? []).flatMap((trace) => teller.tell(trace) ?? [])
    const left = services.length - asked.length
    const [failure] = found?.failed ?? []
    return {
      listSeen: listSeenRequests(told.map(({ spans }) => spans)),
      notes: [
        ...(told.length === 0 ? [wordFinding('finding', 'what-if-no-traces', {})] : []),
        ...(left > 0 ? [wordFinding('finding', 'what-if-services-left', { count: left })] : []),
        ...(failure ? [tellFailed(failure)] : []),
      ],
    }
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { listSeen: nothing, notes: [tellFailed(error)] }
  }
}

function tellFailed(problem: Problem): Finding {
  return wordFinding('finding', 'what-if-tracing-failed', { reason: tellFailure(problem) })
}
