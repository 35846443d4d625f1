import { formatExposition } from '#demo/prometheus/http/exposition.ts'
import { buildMetric, type LabelSet } from '#demo/prometheus/promql/labels.ts'
import {
  buildControlPlaneSeries,
  CONTROL_PLANE_METADATA,
} from '#demo/prometheus/samples/control-plane-series.ts'
import { buildVirtualSource } from '#demo/prometheus/samples/virtual-source.ts'
import type { World, WorldPod } from '#demo/world/types.ts'

/** What Prometheus adds when it scrapes; istiod itself does not know it. */
const targetLabels = new Set(['app', 'instance', 'job', 'namespace', 'pod'])

/** `/metrics` of one istiod: the series that the demo's Prometheus has of it, as istiod writes them. */
export function createMetrics(
  world: World,
  pods: readonly WorldPod[],
  own: WorldPod,
  nowMs: () => number,
): () => string {
  const emitters = buildControlPlaneSeries(world, pods)
    .filter(({ labels }) => labels.get('pod') === own.name)
    .map((emitter) => ({ ...emitter, labels: strip(emitter.labels) }))
  const source = buildVirtualSource({
    emitters,
    metadata: new Map(Object.entries(CONTROL_PLANE_METADATA)),
    startMs: world.startMs,
    scrapeIntervalSeconds: 15,
    nowMs,
  })
  return () => [...formatExposition(source, nowMs())].join('').replaceAll('{} ', ' ')
}

function strip({ names, values }: LabelSet): LabelSet {
  const kept = names.flatMap((name, at) =>
    targetLabels.has(name) ? [] : [[name, values[at] ?? ''] as const],
  )
  return buildMetric(Object.fromEntries(kept)).labels
}
