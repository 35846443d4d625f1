import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { tracePeers } from '#contract/traces.ts'
import { comparePeers } from '#server/mesh/traces/compare-peers.ts'
import { presentPlace, type ToldTrace } from '#server/mesh/traces/present-trace.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { readToldTrace } from '#server/usecases/stages/read-told-trace.ts'
import { findTracing } from '#server/usecases/stages/tell-trace.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof tracePeers>
type Answer = CallOutput<typeof tracePeers>

const mostPeers = 50
/** Before and after the trace. */
const aroundMs = 30 * 60_000

/**
 * One trace beside others whose first span is of the same service and operation, around its time. The same rights cut
 * both. Throws as readToldTrace.
 */
export const readTracePeers: UseCase<Input, Answer> = async ({ id }, context) => {
  const { told, teller } = await readToldTrace(id, context)
  const peers = await listPeers(told)
  const comparison = comparePeers(told, peers)
  const asOf = new Date(context.nowMs).toISOString()
  if (!comparison) return { asOf, says: wordFinding('finding', 'trace-no-peers', {}) }
  const { parts, percentile, ...rest } = comparison
  const params = { percent: Math.round(percentile), peers: comparison.peers }
  return {
    asOf,
    comparison: {
      ...rest,
      percentile,
      parts: parts.map(({ place, ...part }) => ({ place: presentPlace(place), ...part })),
    },
    says: wordFinding('finding', 'trace-peers', params),
  }

  async function listPeers({ spans, waterfall }: ToldTrace): Promise<readonly ToldTrace[]> {
    const root = spans[0]?.span
    // By another's operation nothing may be asked.
    if (!root || root.isTargetWithheld || root.isBehindWithheld) return []
    const { service, operation } = root
    const found = await findTracing(context).findTraces(
      {
        service,
        operation,
        startMs: waterfall.startMs - aroundMs,
        endMs: Math.min(waterfall.startMs + aroundMs, context.nowMs),
        limit: mostPeers + 1,
      },
      context.signal,
    )
    return found
      .filter(({ traceId }) => traceId !== told.traceId)
      .flatMap((one) => teller.tell(one) ?? [])
      .filter((one) => isAlike(one.spans[0]?.span, root))
      .slice(0, mostPeers)
  }
}

function isAlike(
  first: { readonly service: string; readonly operation: string } | undefined,
  root: { readonly service: string; readonly operation: string },
): boolean {
  return first?.service === root.service && first.operation === root.operation
}
