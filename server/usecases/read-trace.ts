import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { trace } from '#contract/traces.ts'
import type { Notice } from '#contract/words.ts'
import { presentDelay, presentHead, presentSpans, type ToldTrace } from '#server/mesh/traces/present-trace.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { buildStoreUrl } from '#server/usecases/stages/build-store-url.ts'
import { readToldTrace } from '#server/usecases/stages/read-told-trace.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof trace>
type Answer = CallOutput<typeof trace>

/** Clocks are never quite alike; less than this is no news. */
const tellingSkewMs = 1

/** One trace as a waterfall. Throws as readToldTrace. */
export const readTrace: UseCase<Input, Answer> = async ({ id }, context) => {
  const { adapters, config, nowMs } = context
  const { told, cutSpans } = await readToldTrace(id, context)
  const head = presentHead(told)
  if (!head) throw new Problem({ kind: 'not-found', code: 'trace-not-found', params: { id } })
  const storeUrl = buildStoreUrl(config, told.traceId, adapters.tracing?.status().product)
  return {
    asOf: new Date(nowMs).toISOString(),
    ...head,
    spans: presentSpans(told),
    delays: told.delays.map(presentDelay),
    ...(storeUrl === undefined ? {} : { storeUrl }),
    notices: [...tellCluster(adapters.kubernetes.status(), nowMs), ...tellOddities(told, cutSpans)],
  }
}

function tellOddities({ waterfall, spans, withheld }: ToldTrace, cutBefore: number): Notice[] {
  const count = (oddity: string): number =>
    spans.filter(({ oddities }) => oddities.some((one) => one === oddity)).length
  const cut = waterfall.cutSpans + cutBefore
  const skewed = spans.filter(({ skewMs }) => Math.abs(skewMs) >= tellingSkewMs)
  const told = [
    ['trace-cut', 'warning', { count: cut, shown: spans.length }],
    ['trace-withheld', 'info', { count: withheld }],
    ['trace-missing-parents', 'info', { count: count('missing-parent') }],
    ['trace-cycles', 'warning', { count: count('cycle') }],
    ['trace-repeated', 'info', { count: waterfall.repeatedSpans }],
    ['trace-skew', 'info', { count: skewed.length }],
  ] as const
  return told
    .filter(([, , params]) => params.count > 0)
    .map(([code, severity, params]) => ({ ...wordFinding('notice', code, params), severity }))
}
