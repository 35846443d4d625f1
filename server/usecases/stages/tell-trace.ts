import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import { buildDelays } from '#server/mesh/traces/build-delays.ts'
import { buildWaterfall } from '#server/mesh/traces/build-waterfall.ts'
import { createSpanPlacer } from '#server/mesh/traces/place-span.ts'
import type { ToldTrace } from '#server/mesh/traces/present-trace.ts'
import { tellSpans } from '#server/mesh/traces/tell-spans.ts'
import type { Span } from '#server/mesh/traces/types.ts'
import { withholdSpans } from '#server/mesh/traces/withhold-spans.ts'
import { Problem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { buildVisibility } from '#server/usecases/stages/choose-namespaces.ts'
import { readView } from '#server/usecases/stages/read-view.ts'

interface TellerFacts {
  readonly whole: MeshSnapshot
  /** As the viewer may see it. */
  readonly cut: MeshSnapshot
  readonly access: Parameters<typeof buildVisibility>[0]
  readonly labels: WorkloadLabels
  /** Namespaces that the console follows; undefined for all. */
  readonly followed: readonly string[] | undefined
}

export interface TraceTeller extends TellerFacts {
  /** The trace as the viewer may see it; undefined where nothing of it may be seen. */
  tell(trace: { readonly traceId: string; readonly spans: readonly Span[] }): ToldTrace | undefined
}

/** The tracing store of this console. Throws Problem unsupported where none is configured, or files have none. */
export function findTracing({ adapters }: UseCaseContext) {
  if (adapters.tracing) return adapters.tracing
  if (adapters.kubernetes.status().files)
    throw new Problem({
      kind: 'unsupported',
      code: 'files-lack',
      params: { what: 'traces' },
      adapter: 'tracing',
    })
  throw new Problem({ kind: 'unsupported', code: 'tracing-not-configured', adapter: 'tracing' })
}

/** Reads what traces are told by: the cluster's objects and what the viewer may see. Throws what the cluster's adapter throws. */
export async function openTraceTeller(context: UseCaseContext): Promise<TraceTeller> {
  const { adapters, config } = context
  const { cut, labels, whole, access } = await readView(context)
  const isVisible = buildVisibility(access, config.VARDIA_NAMESPACE_EXCLUDES)
  const placeSpan = createSpanPlacer(cut, labels)
  const maySee = (namespace: string | undefined): boolean =>
    isVisible === undefined || (namespace !== undefined && isVisible(namespace))
  return {
    whole,
    cut,
    access,
    labels,
    followed: adapters.kubernetes.status().namespaces,
    tell: ({ traceId, spans }) => {
      const { spans: seen, withheld } = withholdSpans(spans, (span) => placeSpan(span).namespace, maySee)
      if (seen.length === 0) return undefined
      const waterfall = buildWaterfall(seen)
      const told = tellSpans(waterfall, placeSpan)
      const { durationMs } = waterfall
      return { traceId, waterfall, durationMs, spans: told, delays: buildDelays(told, waterfall), withheld }
    },
  }
}
