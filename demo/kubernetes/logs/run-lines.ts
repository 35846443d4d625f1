import { type AppEvent, chooseStyle, formatEvent } from '#demo/kubernetes/logs/application-style.ts'
import type { ContainerRun } from '#demo/kubernetes/logs/choose-container.ts'
import type { LoggedContainer } from '#demo/kubernetes/logs/line-source.ts'
import type { LogLine } from '#demo/kubernetes/logs/log-line.ts'
import { listAgentStart } from '#demo/kubernetes/logs/proxy-lines.ts'
import { formatMicros } from '#demo/kubernetes/logs/ztunnel-lines.ts'

/** A run that Kubernetes knows only to the second lasted this long. */
const shortestRunMs = 3_200

/** What a container writes when it starts and, where it has ended, until its end. */
export function listRunLines(container: LoggedContainer, run: ContainerRun): LogLine[] {
  const { pod, workload } = container
  if (container.container === 'istio-validation') return listValidation(run)
  if (container.container === 'istio-proxy' && workload.role !== 'ztunnel') {
    return listAgentStart(pod, workload.role === 'application' ? 'sidecar' : 'router', run.startedMs)
  }
  const startedMs =
    run.finishedMs === undefined ? run.startedMs : Math.min(run.startedMs, run.finishedMs - shortestRunMs)
  if (workload.role !== 'application') return [say(startedMs, `info\tstarting ${container.container}`)]
  const style = chooseStyle(workload)
  return listEvents(container, startedMs, run).flatMap((event) =>
    formatEvent(style, workload.app, event).map((text, index) => ({
      timeMs: event.timeMs + index * 0.004,
      text,
    })),
  )
}

const say = (timeMs: number, words: string): LogLine => ({
  timeMs,
  text: `${formatMicros(timeMs)}\t${words}`,
})

function listEvents({ workload }: LoggedContainer, startedMs: number, run: ContainerRun): AppEvent[] {
  const tell = (afterMs: number, message: string, fields: AppEvent['fields'] = {}): AppEvent => ({
    timeMs: startedMs + afterMs,
    level: 'info',
    message,
    fields,
  })
  const begun = [
    tell(35, `starting ${workload.app}`, { version: workload.image.split(':').at(-1) ?? 'latest' }),
    tell(180, 'configuration read', { settings: 14 }),
  ]
  if (run.finishedMs === undefined) {
    const [port] = workload.ports
    return [...begun, tell(620, 'ready', port === undefined ? {} : { port })]
  }
  if (run.exitCode === 0) {
    return [...begun, tell(900, 'working', { steps: 3 }), { ...tell(0, 'done'), timeMs: run.finishedMs - 20 }]
  }
  return [
    ...begun,
    tell(700, 'loading the model', { path: '/models/recommendation-2.onnx' }),
    {
      timeMs: run.finishedMs - 15,
      level: 'error',
      message: `${workload.app} cannot start`,
      fields: { exit_code: run.exitCode ?? 1 },
      failure: 'model file has format 9, this build reads up to 8',
    },
  ]
}

/** The init container that checks the CNI's rules (istio/tools/istio-iptables, --run-validation). */
function listValidation({ startedMs }: ContainerRun): LogLine[] {
  return [
    say(
      startedMs + 40,
      'info\tStarting iptables validation. This check verifies that iptables rules are properly established for the network.',
    ),
    say(startedMs + 44, 'info\tListening on 127.0.0.1:15001'),
    say(startedMs + 45, 'info\tListening on 127.0.0.1:15006'),
    say(startedMs + 210, 'info\tValidation passed, iptables rules established'),
  ]
}
