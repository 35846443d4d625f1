import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { TracesInput, traces } from '#contract/traces.ts'
import type { Notice } from '#contract/words.ts'
import type { TraceQuestion } from '#server/adapters/tracing/types.ts'
import { chooseServices } from '#server/mesh/traces/choose-services.ts'
import { presentTraceItem, type ToldTrace } from '#server/mesh/traces/present-trace.ts'
import type { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseTraced, type Traced } from '#server/usecases/stages/choose-traced.ts'
import { findTraces, mostServices } from '#server/usecases/stages/find-traces.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { findTracing, openTraceTeller } from '#server/usecases/stages/tell-trace.ts'
import { wordFinding, wordKey } from '#server/words.ts'

type Input = CallArguments<typeof traces>
type Answer = CallOutput<typeof traces>

/** Of many services each is asked for its part of the traces, and for no fewer than these. */
const fewestEach = 20

/**
 * Traces in which the asked workloads had part, newest first, as the viewer may see them. Of a trace that touches other
 * namespaces only what may be seen is told, and one of them alone not at all. The cluster's objects and the tracing
 * store are essential; of the questions to the store some may fail, with a notice. Throws Problem unsupported (no store),
 * not-found (nothing visible is asked for), or what the adapters throw.
 */
export const listTraces: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs, signal } = context
  const tracing = findTracing(context)
  const teller = await openTraceTeller(context)
  const traced = chooseTraced(input, teller)
  const { services, looked } = chooseServices(traced.workloads, await tracing.listServices(signal))
  const asked = services.slice(0, mostServices)
  const untilMs = input.until === undefined ? nowMs : Date.parse(input.until)
  const fromMs = untilMs - input.rangeSeconds * 1000
  const each = Math.max(fewestEach, Math.ceil((2 * input.limit) / Math.max(2, asked.length)))
  const question = { ...buildQuestion(input), startMs: fromMs, endMs: untilMs, limit: each }
  const found = await findTraces(tracing, asked, question, signal)
  const told = found.traces
    .flatMap((one) => teller.tell(one) ?? [])
    .filter((one) => isAskedFor(one, input, traced))
    .sort((a, b) => b.waterfall.startMs - a.waterfall.startMs)
  return {
    asOf: new Date(nowMs).toISOString(),
    from: new Date(fromMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    items: told.slice(0, input.limit).flatMap((one) => presentTraceItem(one) ?? []),
    more: found.isFull || told.length > input.limit,
    services: [...asked],
    notices: [
      ...tellCluster(adapters.kubernetes.status(), nowMs),
      ...traced.notices,
      ...tellServices(traced.name, { services, looked }),
      ...tellFailures(found.failed, asked.length),
    ],
  }
}

function buildQuestion(input: TracesInput): Pick<TraceQuestion, 'tags' | 'minDurationMs' | 'maxDurationMs'> {
  const tags = listTags(input)
  return {
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
    ...(input.minDurationMs === undefined ? {} : { minDurationMs: input.minDurationMs }),
    ...(input.maxDurationMs === undefined ? {} : { maxDurationMs: input.maxDurationMs }),
  }
}

function listTags({ tags, code, requestId, errors }: TracesInput): readonly (readonly [string, string])[] {
  return [
    ...(tags ?? []).map((tag) => {
      const at = tag.indexOf('=')
      return [tag.slice(0, at), tag.slice(at + 1)] as const
    }),
    ...(code === undefined ? [] : [['http.status_code', code] as const]),
    ...(requestId === undefined ? [] : [['guid:x-request-id', requestId] as const]),
    ...(errors ? [['error', 'true'] as const] : []),
  ]
}

/**
 * The store's answer is looked through once more: by a name without namespace it may have found another's trace, and what
 * it found by a span that may not be seen must not be told.
 */
function isAskedFor({ spans }: ToldTrace, input: TracesInput, { isOf }: Traced): boolean {
  const tags = listTags(input).filter(([name]) => name !== 'error')
  return (
    spans.some(isOf) &&
    (!input.errors || spans.some(({ span }) => span.failed)) &&
    tags.every(([name, value]) => spans.some(({ span }) => String(span.tags[name] ?? '') === value))
  )
}

function tellServices(name: string, { services, looked }: ReturnType<typeof chooseServices>): Notice[] {
  if (services.length > mostServices) {
    const params = { asked: mostServices, all: services.length }
    return [{ ...wordFinding('notice', 'traces-many-services', params), severity: 'info' }]
  }
  if (services.length > 0) return []
  const params = { name, looked: looked.slice(0, 4).join(', ') }
  return [{ ...wordFinding('notice', 'traces-no-service', params), severity: 'info', adapter: 'tracing' }]
}

function tellFailures(failed: readonly Problem[], all: number): Notice[] {
  const [first] = failed
  if (!first) return []
  const reason = wordKey(`problem.${first.code}.title`, first.params)
  const params = { failed: failed.length, all, reason }
  return [{ ...wordFinding('notice', 'traces-partial', params), severity: 'warning', adapter: 'tracing' }]
}
