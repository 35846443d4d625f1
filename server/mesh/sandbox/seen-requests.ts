import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import { nameWorkload } from '#server/mesh/prediction/predict-traffic.ts'
import type { ListSeen, SeenRequest } from '#server/mesh/sandbox/types.ts'

/** Of one pair of workloads more different requests than these say nothing new. */
const mostDifferent = 200

export interface SeenRequests {
  add(source: WorkloadRef, destination: WorkloadRef, request: SaidRequest): void
  readonly list: ListSeen
}

type SaidRequest = Omit<SeenRequest, 'count' | 'from'>

/** Single requests by who asked and who was asked, equal ones counted. */
export function createSeenRequests(from: SeenRequest['from']): SeenRequests {
  const seen = new Map<string, Map<string, { readonly request: SaidRequest; count: number }>>()
  return {
    add: (source, destination, request) => {
      const ends = nameEnds(source, destination)
      const requests = seen.get(ends) ?? new Map<string, { readonly request: SaidRequest; count: number }>()
      seen.set(ends, requests)
      const key = JSON.stringify(request)
      const known = requests.get(key)
      if (known) known.count += 1
      else if (requests.size < mostDifferent) requests.set(key, { request, count: 1 })
    },
    list: (source, destination) =>
      [...(seen.get(nameEnds(source, destination))?.values() ?? [])].map(({ request, count }) => ({
        ...request,
        count,
        from,
      })),
  }
}

function nameEnds(source: WorkloadRef | undefined, destination: WorkloadRef): string {
  return `${nameWorkload(source)}>${nameWorkload(destination)}`
}
