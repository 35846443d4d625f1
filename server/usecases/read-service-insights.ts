import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { ServiceItem, services } from '#contract/inventory.ts'
import type { serviceInsights } from '#contract/overview.ts'
import type { Notice } from '#contract/words.ts'
import type { InstantSample } from '#server/adapters/prometheus/types.ts'
import { chooseWindow } from '#server/mesh/promql/choose-window.ts'
import { buildServiceLatencyQuery } from '#server/mesh/promql/service-latency-query.ts'
import { rankServices } from '#server/mesh/traffic/rank-services.ts'
import type { Problem } from '#server/problem.ts'
import type { UseCase, UseCaseContext } from '#server/usecases/context.ts'
import { askPrometheus, isFailed, tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import { presentServiceList } from '#server/usecases/stages/present-service-list.ts'
import { readBounds } from '#server/usecases/stages/read-bounds.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'
import { readQueryScope } from '#server/usecases/stages/read-query-scope.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof serviceInsights>
type Answer = CallOutput<typeof serviceInsights>

/** A card shows so many of each order. */
const mostOfEach = 5
/** Latencies read every bucket of the mesh, so that they are asked for no more often than they are scraped. */
const keptMs = 15_000

/**
 * The services that fail most, answer slowest and are asked most. Rates are those of the list of services, remembered with
 * it; of latencies only those of services in that list, which is cut to the viewer, are told. The cluster's objects are essential;
 * without Prometheus nothing is ranked, without its latencies no latency, and a notice says so. Throws as readInventory.
 */
export const readServiceInsights: UseCase<Input, Answer> = async (input, context) => {
  const { cut, access } = await readView(context)
  const key = `service-insights ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<Answer>(cut, key, context.nowMs)
  if (recent) return recent
  const [{ items, ...head }, latency] = await Promise.all([
    readInventory<CallOutput<typeof services>>('services', input, context, presentServiceList),
    askLatency(input, context),
  ])
  const measured = items.map((item) => ({ ...nameItem(item), ...measureItem(item, latency.byService) }))
  const told = head.notices.map(tellOfRanks)
  // Where the rates themselves are not told, that is what is wrong.
  const isRanked = !told.some(({ code }) => code === 'insights-without-traffic')
  const answer: Answer = {
    ...head,
    ...rankServices(measured, mostOfEach),
    notices: isRanked ? [...told, ...tellNoLatency(latency.failure)] : told,
  }
  if (answer.notices.length === 0)
    keepAnswer(cut, key, answer, { nowMs: context.nowMs, untilMs: context.nowMs + keptMs })
  return answer
}

interface AskedLatency {
  /** Milliseconds by `namespace/name`. */
  readonly byService: ReadonlyMap<string, number>
  readonly failure: Problem | undefined
}

async function askLatency(
  { namespaces, rangeSeconds }: Input,
  context: UseCaseContext,
): Promise<AskedLatency> {
  const bounds = await readBounds(context)
  const window = chooseWindow(rangeSeconds, 0, bounds)
  const query = buildServiceLatencyQuery({
    namespaces,
    rangeSeconds: window.rangeSeconds,
    everywhere: readQueryScope(context.config),
  })
  const answers = await askPrometheus(new Map([['latency', query]]), context.nowMs, context, bounds)
  const answer = answers.get('latency') ?? []
  return isFailed(answer)
    ? { byService: new Map(), failure: answer.failure }
    : { byService: indexSamples(answer), failure: undefined }
}

function indexSamples(samples: readonly InstantSample[]): ReadonlyMap<string, number> {
  return new Map(
    samples
      .filter(({ value }) => Number.isFinite(value))
      .map(({ metric, value }) => [
        `${metric['destination_service_namespace'] ?? ''}/${metric['destination_service_name'] ?? ''}`,
        value,
      ]),
  )
}

function nameItem({ cluster, namespace, kind, name }: ServiceItem) {
  return { cluster, namespace, kind, name }
}

/** Of a ServiceEntry the slowest of its hosts. */
function measureItem(
  { namespace, name, hosts = [name], requestsPerSecond = 0, errorPercent = 0 }: ServiceItem,
  latency: AskedLatency['byService'],
) {
  const told = hosts.flatMap((host) => latency.get(`${namespace}/${host}`) ?? [])
  return {
    requestsPerSecond,
    errorPercent,
    ...(told.length > 0 ? { latencyMsP95: Math.max(...told) } : {}),
  }
}

/** The list of services judges without traffic by pods alone; what ranks by traffic has nothing to rank by. */
function tellOfRanks(notice: Notice): Notice {
  return notice.code === 'health-without-traffic'
    ? { ...notice, ...wordFinding('notice', 'insights-without-traffic', notice.params) }
    : notice
}

function tellNoLatency(failure: Problem | undefined): Answer['notices'] {
  if (!failure) return []
  const params = { reason: tellFailure(failure) }
  return [
    {
      ...wordFinding('notice', 'insights-without-latency', params),
      severity: 'warning',
      adapter: 'prometheus',
    },
  ]
}
