import {
  buildControlPlaneSeries,
  CONTROL_PLANE_METADATA,
} from '#demo/prometheus/samples/control-plane-series.ts'
import { createIstioSeries, ISTIO_METADATA, type Traffic } from '#demo/prometheus/samples/istio-series.ts'
import { buildPlatformSeries, PLATFORM_METADATA } from '#demo/prometheus/samples/platform-series.ts'
import { buildPods, type PodFacts } from '#demo/prometheus/samples/targets.ts'
import { buildVirtualSource, type VirtualSource } from '#demo/prometheus/samples/virtual-source.ts'
import type { World } from '#demo/world/types.ts'

/** How often the demo's Prometheus scrapes. */
const DEMO_SCRAPE_SECONDS = 5

export interface WorldSource extends VirtualSource {
  /** From a moment on the traffic is this, told by these pods. */
  follow(atMs: number, traffic: Traffic): void
}

/** Everything a Prometheus would have scraped of a world since it began. `pods` where the Kubernetes side names them. */
export function buildWorldSource(
  world: World,
  { nowMs, pods = buildPods(world) }: { nowMs: () => number; pods?: readonly PodFacts[] },
): WorldSource {
  const listIstioSeries = createIstioSeries(world)
  const listEmitters = (traffic: Traffic) => [
    ...listIstioSeries(traffic),
    ...buildControlPlaneSeries(world, traffic.pods),
    ...buildPlatformSeries(world, traffic.pods),
  ]
  const source = buildVirtualSource({
    emitters: listEmitters({ calls: world.calls, pods }),
    metadata: new Map(Object.entries({ ...ISTIO_METADATA, ...CONTROL_PLANE_METADATA, ...PLATFORM_METADATA })),
    startMs: world.startMs,
    scrapeIntervalSeconds: DEMO_SCRAPE_SECONDS,
    nowMs,
  })
  const follow = (atMs: number, traffic: Traffic) => {
    const names = new Set(traffic.pods.map(({ namespace, name }) => `${namespace}/${name}`))
    source.change(atMs, listEmitters(traffic), (labels) => {
      const pod = labels.get('pod')
      return pod !== '' && !names.has(`${labels.get('namespace')}/${pod}`)
    })
  }
  return {
    ...source,
    get emitters() {
      return source.emitters
    },
    follow,
  }
}
