import { expect, test } from 'vitest'
import { loadDemoConfig } from '#demo/config.ts'

test('nothing set is the small mesh on free ports', () => {
  expect(loadDemoConfig({})).toEqual({
    workloads: 0,
    seed: 1,
    kubeconfigPath: '.cache/demo-kubeconfig',
    kubernetesPort: 0,
    prometheusPort: 0,
    tracingPort: 0,
    istiodPort: 0,
    logLinesPerSecond: 0,
    tracingApi: 'v3',
  })
})

test('every setting is read', () => {
  const env = {
    DEMO_WORKLOADS: '5000',
    DEMO_SEED: '42',
    DEMO_KUBECONFIG: '/tmp/kubeconfig',
    DEMO_KUBERNETES_PORT: '6443',
    DEMO_PROMETHEUS_PORT: '9090',
    DEMO_TRACING_PORT: '16686',
    DEMO_ISTIOD_PORT: '15014',
    DEMO_LOG_LINES_PER_SECOND: '20000',
    DEMO_TRACING_API: 'both',
    DEMO_KUBERNETES_FAULT: '429',
    DEMO_PROMETHEUS_DELAY_MS: '250',
    DEMO_TRACING_FAULT: '5xx',
    DEMO_ISTIOD_FAULT: 'not-ready',
    DEMO_ISTIOD_DELAY_MS: '10',
  }
  expect(loadDemoConfig(env)).toEqual({
    workloads: 5_000,
    seed: 42,
    kubeconfigPath: '/tmp/kubeconfig',
    kubernetesPort: 6_443,
    prometheusPort: 9_090,
    tracingPort: 16_686,
    istiodPort: 15_014,
    logLinesPerSecond: 20_000,
    tracingApi: 'both',
    kubernetesFault: { delayMs: 0, answer: '429' },
    prometheusFault: { delayMs: 250 },
    tracingFault: { delayMs: 0, answer: '5xx' },
    istiodFault: { delayMs: 10, answer: 'not-ready' },
  })
})

test('all faults are told at once', () => {
  const load = () =>
    loadDemoConfig({
      DEMO_WORKLOADS: 'many',
      DEMO_KUBERNETES_PORT: '70000',
      DEMO_SEED: '-1',
      DEMO_TRACING_API: 'v2',
      DEMO_KUBERNETES_FAULT: 'flu',
    })
  expect(load).toThrow(
    /DEMO_WORKLOADS.*"many"\nDEMO_SEED.*"-1"\nDEMO_KUBERNETES_PORT.*"70000"\nDEMO_TRACING_API.*"v2"\nDEMO_KUBERNETES_FAULT.*"flu"/,
  )
})
