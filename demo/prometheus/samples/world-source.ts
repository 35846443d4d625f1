import {
  buildControlPlaneSeries,
  CONTROL_PLANE_METADATA,
} from '#demo/prometheus/samples/control-plane-series.ts'
import { buildIstioSeries, ISTIO_METADATA } from '#demo/prometheus/samples/istio-series.ts'
import { buildPlatformSeries, PLATFORM_METADATA } from '#demo/prometheus/samples/platform-series.ts'
import { buildPods, type PodFacts } from '#demo/prometheus/samples/targets.ts'
import { buildVirtualSource, type VirtualSource } from '#demo/prometheus/samples/virtual-source.ts'
import type { World } from '#demo/world/types.ts'

/** How often the demo's Prometheus scrapes. */
const DEMO_SCRAPE_SECONDS = 5

/** Everything a Prometheus would have scraped of a world since it began. `pods` where the Kubernetes side names them. */
export function buildWorldSource(
  world: World,
  { nowMs, pods = buildPods(world) }: { nowMs: () => number; pods?: readonly PodFacts[] },
): VirtualSource {
  return buildVirtualSource({
    emitters: [
      ...buildIstioSeries(world, pods),
      ...buildControlPlaneSeries(world, pods),
      ...buildPlatformSeries(world, pods),
    ],
    metadata: new Map(Object.entries({ ...ISTIO_METADATA, ...CONTROL_PLANE_METADATA, ...PLATFORM_METADATA })),
    startMs: world.startMs,
    scrapeIntervalSeconds: DEMO_SCRAPE_SECONDS,
    nowMs,
  })
}
