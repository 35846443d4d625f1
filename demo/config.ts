import { ISTIOD_FAULTS, type IstiodFault } from '#demo/istiod/serve.ts'
import { KUBERNETES_FAULTS, type KubernetesFault } from '#demo/kubernetes/faults.ts'
import { FAULTY_ANSWERS, type PrometheusFault } from '#demo/prometheus/http/faults.ts'
import { type ServerFault, SICK_ANSWERS } from '#demo/sick-answers.ts'
import { TRACING_APIS, type TracingApi } from '#demo/tracing/serve.ts'

/** What the environment says of the demo mesh. This is the one file of the demo that reads it. */
interface DemoConfig {
  readonly workloads: number
  readonly seed: number
  readonly kubeconfigPath: string
  /** 0: any free port. */
  readonly kubernetesPort: number
  readonly prometheusPort: number
  readonly tracingPort: number
  /** Of the first istiod; the others take free ones. */
  readonly istiodPort: number
  /** Numbered lines that bookinfo's ratings-v1 writes instead of its usual ones: DEMO_LOG_LINES_PER_SECOND. */
  readonly logLinesPerSecond: number
  /** Which API the demo's Jaeger has: DEMO_TRACING_API. */
  readonly tracingApi: TracingApi
  /** How the demo's API server is sick: DEMO_KUBERNETES_FAULT and DEMO_KUBERNETES_DELAY_MS. */
  readonly kubernetesFault?: KubernetesFault
  /** How the demo's Prometheus is sick: DEMO_PROMETHEUS_FAULT and DEMO_PROMETHEUS_DELAY_MS. */
  readonly prometheusFault?: PrometheusFault
  /** How the demo's Jaeger is sick: DEMO_TRACING_FAULT and DEMO_TRACING_DELAY_MS. */
  readonly tracingFault?: ServerFault
  /** How the demo's istiods are sick: DEMO_ISTIOD_FAULT and DEMO_ISTIOD_DELAY_MS. */
  readonly istiodFault?: IstiodFault
}

/** Throws with every fault at once. */
export function loadDemoConfig(env: Readonly<Record<string, string | undefined>> = process.env): DemoConfig {
  const faults: string[] = []
  const readInteger = (name: string, otherwise: number, high: number) => {
    const text = env[name]
    if (text === undefined || text === '') return otherwise
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= 0 && value <= high) return value
    faults.push(`${name} must be a whole number from 0 to ${high}, not "${text}"`)
    return otherwise
  }
  const config = {
    workloads: readInteger('DEMO_WORKLOADS', 0, 20_000),
    seed: readInteger('DEMO_SEED', 1, 0xffff_ffff),
    kubeconfigPath: env['DEMO_KUBECONFIG'] || '.cache/demo-kubeconfig',
    kubernetesPort: readInteger('DEMO_KUBERNETES_PORT', 0, 65_535),
    prometheusPort: readInteger('DEMO_PROMETHEUS_PORT', 0, 65_535),
    tracingPort: readInteger('DEMO_TRACING_PORT', 0, 65_535),
    istiodPort: readInteger('DEMO_ISTIOD_PORT', 0, 65_535),
    logLinesPerSecond: readInteger('DEMO_LOG_LINES_PER_SECOND', 0, 200_000),
  }
  const readFault = <Answer extends string>(server: string, answers: readonly Answer[]) => {
    const delayMs = readInteger(`DEMO_${server}_DELAY_MS`, 0, 600_000)
    const wanted = env[`DEMO_${server}_FAULT`] ?? ''
    const answer = answers.find((name) => name === wanted)
    if (wanted !== '' && !answer) {
      faults.push(`DEMO_${server}_FAULT must be one of ${answers.join(', ')}, not "${wanted}"`)
    }
    return answer || delayMs > 0 ? { delayMs, ...(answer && { answer }) } : undefined
  }
  const wantedApi = env['DEMO_TRACING_API'] || 'v3'
  const tracingApi = TRACING_APIS.find((name) => name === wantedApi)
  if (!tracingApi)
    faults.push(`DEMO_TRACING_API must be one of ${TRACING_APIS.join(', ')}, not "${wantedApi}"`)
  const kubernetesFault = readFault('KUBERNETES', KUBERNETES_FAULTS)
  const prometheusFault = readFault('PROMETHEUS', FAULTY_ANSWERS)
  const tracingFault = readFault('TRACING', SICK_ANSWERS)
  const istiodFault = readFault('ISTIOD', ISTIOD_FAULTS)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  return {
    ...config,
    tracingApi: tracingApi ?? 'v3',
    ...(kubernetesFault && { kubernetesFault }),
    ...(prometheusFault && { prometheusFault }),
    ...(tracingFault && { tracingFault }),
    ...(istiodFault && { istiodFault }),
  }
}

/** Whether this is the run that must not skip a test for want of a program. */
export function isContinuousIntegration(
  env: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return env['CI'] === 'true'
}
