import type { JudgingFacts, TrafficSum } from '#server/mesh/health/judge-object.ts'

/** The numbers of a list's row: no request is 0 requests and no share; unknown traffic is no number at all. */
export function presentTraffic(
  { requestsPerSecond, errorPercent, direction }: TrafficSum,
  { traffic }: JudgingFacts,
): { requestsPerSecond?: number; errorPercent?: number; direction?: 'inbound' | 'outbound' } {
  if (!traffic) return {}
  if (requestsPerSecond === undefined) return { requestsPerSecond: 0 }
  return {
    requestsPerSecond,
    ...(errorPercent === undefined ? {} : { errorPercent }),
    ...(direction === undefined ? {} : { direction }),
  }
}
