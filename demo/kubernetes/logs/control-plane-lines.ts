import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { formatMicros } from '#demo/kubernetes/logs/ztunnel-lines.ts'
import { hashText } from '#demo/world/random.ts'
import { drawIndex, mix } from '#demo/world/requests/draw.ts'
import type { PodIndex } from '#demo/world/requests/pods.ts'
import type { World, WorldPod } from '#demo/world/types.ts'

const everyMs = 9_000

/** What istiod says of its pushes: who got which kind of configuration (pilot/pkg/xds/ads.go, delta.go). */
export function listPushLines(
  world: World,
  pods: PodIndex,
  pod: WorldPod,
  fromMs: number,
  untilMs: number,
): LogLine[] {
  const proxied = world.workloads.filter(({ dataPlane, ready }) => dataPlane === 'sidecar' && ready > 0)
  const phase = hashText(pod.name) % everyMs
  const lines: LogLine[] = []
  for (let turn = Math.floor((fromMs - phase) / everyMs) + 1; turn * everyMs + phase <= untilMs; turn += 1) {
    const timeMs = turn * everyMs + phase
    const state = mix(hashText(pod.name), turn)
    const workload = proxied[drawIndex(state, 1, proxied.length)]
    const proxy = workload && pods.pick(`${workload.namespace}/${workload.name}`, state, 2)
    if (!proxy) continue
    const kind = ['CDS', 'LDS', 'RDS', 'EDS'][drawIndex(state, 3, 4)] ?? 'CDS'
    const many = 4 + drawIndex(state, 4, 40)
    const words = `ads\t${kind}: PUSH for node:${proxy.name}.${proxy.namespace} resources:${many} size:${(many * 1.3).toFixed(1)}kB cached:${many - 2}/${many}`
    lines.push({ timeMs, text: `${formatMicros(timeMs)}\tinfo\t${words}` })
  }
  return lines
}

/** The CNI agent says when it sees a pod, and little else. */
export function listAgentLines(pod: WorldPod, fromMs: number, untilMs: number): LogLine[] {
  const period = 5 * 60_000
  const phase = hashText(pod.name) % period
  const lines: LogLine[] = []
  for (let turn = Math.floor((fromMs - phase) / period) + 1; turn * period + phase <= untilMs; turn += 1) {
    const timeMs = turn * period + phase
    lines.push({
      timeMs,
      text: `${formatMicros(timeMs)}\tinfo\tcni-agent\tconfiguration is current\tnode=${pod.node}`,
    })
  }
  return lines
}
