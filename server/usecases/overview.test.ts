import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namespaces, namespaceTraffic, serviceInsights } from '#contract/overview.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { forbiddenNamespace } from '#demo/world/forbidden.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import type { KubernetesAdapter } from '#server/adapters/kubernetes/types.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { configSchema } from '#server/config/schema.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readMeshHealth } from '#server/usecases/read-mesh-health.ts'
import { readNamespaceTraffic } from '#server/usecases/read-namespace-traffic.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readServiceInsights } from '#server/usecases/read-service-insights.ts'
import { readServices } from '#server/usecases/read-services.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

let folder: string
let demo: Demo
let kubernetes: KubernetesAdapter
const config = configSchema.parse({ VARDIA_QUERY_TIMEOUT_SECONDS: '20' })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-overview-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  kubernetes = openKubernetes({ ...config, KUBECONFIG: demo.kubeconfigPath })
})

afterAll(async () => {
  await kubernetes?.close()
  await demo?.stop()
  await rm(folder, { recursive: true, force: true })
})

function contextOf(user: string, prometheusUrl: string | undefined = demo.prometheusUrl): UseCaseContext {
  const identity = kubernetes.listIdentities().find((known) => known.identity.includes(user))
  if (!identity) throw new Error(`the demo's kubeconfig has no context for ${user}`)
  return {
    adapters: {
      kubernetes,
      texts: openTextChecker(),
      ...(prometheusUrl
        ? { prometheus: openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: prometheusUrl }) }
        : {}),
    },
    session: buildAnonymousSession(user, user),
    config,
    nowMs: Date.now(),
    signal: AbortSignal.timeout(20_000),
    log: pino({ level: 'silent' }),
  }
}

describe('namespaces, read from the demo cluster', () => {
  it('are what the world holds, each as the contract says', async () => {
    const answer = namespaces.output.parse(
      await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('admin')),
    )
    const names = answer.items.map(({ name }) => name)
    for (const { name } of demo.world.namespaces) expect(names).toContain(name)
    for (const { name, dataPlane } of demo.world.namespaces) {
      const applications = demo.world.workloads.filter(
        (workload) => workload.namespace === name && workload.role === 'application',
      )
      const item = answer.items.find((one) => one.name === name)
      // Virtual machines are manifests there, not workloads.
      const hasMachines = demo.world.manifests.some(
        ({ kind, metadata }) => kind.startsWith('Workload') && metadata.namespace === name,
      )
      if (
        !hasMachines &&
        applications.length > 0 &&
        applications.every((workload) => workload.dataPlane === dataPlane)
      )
        expect([name, item?.mode]).toEqual([name, dataPlane])
    }
    expect(answer.items.find(({ name }) => name === 'istio-system')?.role).toBe('control-plane')
  })

  it('carry worded reasons for every mTLS verdict', async () => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('admin'))
    for (const { mtls } of items) {
      expect(mtls.reasons.length).toBeGreaterThan(0)
      for (const reason of mtls.reasons) expect(reason.text).not.toContain(reason.code)
    }
  })

  it('show a viewer without rights nothing', async () => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('nobody'))
    expect(items).toEqual([])
  })

  it('say unknown, not a guess, where the viewer may not read what decides mTLS', async () => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('auditor'))
    const hidden = items.find(({ name }) => name === forbiddenNamespace)
    expect(hidden?.mtls.mode).toBe('unknown')
    expect(items.find(({ name }) => name === 'bookinfo')?.mtls.mode).not.toBe('unknown')
  })

  it('say of which nothing inside may be seen, and tell nothing of it', async () => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('auditor'))
    const closed = items.filter(({ readable }) => !readable)
    expect(closed).toMatchObject([{ name: forbiddenNamespace, workloads: 0, services: 0 }])
  })

  it('are only those of the editor, who has one', async () => {
    const { items } = await readNamespaces({ health: false, rangeSeconds: 60 }, contextOf('editor'))
    expect(items.map(({ name }) => name)).toEqual(['bookinfo'])
  })
})

describe('a namespace of which the name alone may be known', () => {
  it('has no traffic and no health for that viewer, and asked for alone is not found', async () => {
    const traffic = await readNamespaceTraffic({ rangeSeconds: 600 }, contextOf('auditor'))
    const health = await readMeshHealth({ rangeSeconds: 60 }, contextOf('auditor'))
    for (const { namespaces } of [traffic, health]) {
      const names = namespaces.map(({ namespace }) => namespace)
      expect(names).toContain('shop')
      expect(names).not.toContain(forbiddenNamespace)
    }
    const asked = { namespaces: [forbiddenNamespace], rangeSeconds: 600 }
    for (const refused of [
      () => readNamespaceTraffic(asked, contextOf('auditor')),
      () => readMeshHealth(asked, contextOf('auditor')),
    ]) {
      await expect(refused()).rejects.toMatchObject({ kind: 'not-found', code: 'namespaces-not-found' })
    }
  })
})

describe('the traffic of namespaces, read from the demo Prometheus', () => {
  it('agrees with the calls of the world, each counted once', async () => {
    const answer = namespaceTraffic.output.parse(
      await readNamespaceTraffic({ rangeSeconds: 600 }, contextOf('admin')),
    )
    const expected = demo.world.calls
      .filter((call) => call.destination?.namespace === 'bookinfo' && call.protocol !== 'tcp')
      .reduce((sum, call) => sum + call.perSecond, 0)
    const measured = answer.namespaces.find(({ namespace }) => namespace === 'bookinfo')?.requestsPerSecond
    const values = (measured ?? []).filter((value) => value !== null)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(values.length).toBeGreaterThan(10)
    expect(mean / expected).toBeGreaterThan(0.6)
    expect(mean / expected).toBeLessThan(1.4)
  })

  it('is cut to the namespaces asked for, with a notice for those that are not there', async () => {
    const answer = await readNamespaceTraffic(
      { rangeSeconds: 600, namespaces: ['bookinfo', 'no-such'] },
      contextOf('admin'),
    )
    expect(answer.namespaces.map(({ namespace }) => namespace)).toEqual(['bookinfo'])
    expect(answer.notices.map(({ code }) => code)).toEqual(['namespaces-not-found'])
  })

  it('is a problem naming the variable when no Prometheus is configured', async () => {
    const { adapters, ...rest } = contextOf('admin')
    const context = { ...rest, adapters: { kubernetes: adapters.kubernetes, texts: adapters.texts } }
    await expect(readNamespaceTraffic({ rangeSeconds: 600 }, context)).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'prometheus-not-configured',
    })
  })

  it('is a problem of Prometheus when it is down', async () => {
    // Another range than above: answers are remembered for some seconds.
    const context = contextOf('admin', 'http://127.0.0.1:9')
    await expect(readNamespaceTraffic({ rangeSeconds: 1_800 }, context)).rejects.toMatchObject({
      adapter: 'prometheus',
      kind: 'unavailable',
    })
  })
})

describe('the services that stand out, read from the demo Prometheus', () => {
  const read = async (user: string, asked: object = {}, prometheusUrl?: string) =>
    serviceInsights.output.parse(
      await readServiceInsights({ rangeSeconds: 600, ...asked }, contextOf(user, prometheusUrl)),
    )

  it('are ordered, with the numbers of the list of services, and the latency that the world gives them', async () => {
    const answer = await read('admin')
    const list = await readServices({ rangeSeconds: 600 }, contextOf('admin'))
    for (const order of ['errors', 'latency', 'requests'] as const) {
      expect(answer[order].length).toBeGreaterThan(2)
      for (const ranked of answer[order]) {
        const { namespace, kind, name, requestsPerSecond } = ranked
        const listed = list.items.find(
          (item) => `${item.namespace}/${item.kind}/${item.name}` === `${namespace}/${kind}/${name}`,
        )
        expect(listed?.requestsPerSecond).toBe(requestsPerSecond)
      }
    }
    const errors = answer.errors.map(({ errorPercent }) => errorPercent)
    expect(errors).toEqual(errors.toSorted((a, b) => b - a))
    const [slowest, ...others] = answer.latency.map(({ latencyMsP95 = 0 }) => latencyMsP95)
    // WorkloadIsSlow fires in the demo's shop: one request in twenty takes over a second.
    expect(slowest).toBeGreaterThan(1_000)
    expect(others.every((each) => each > 0 && each <= (slowest ?? 0))).toBe(true)
  })

  it('are those of the namespaces that were chosen and may be seen', async () => {
    const chosen = await read('admin', { namespaces: ['bookinfo'] })
    expect(new Set(chosen.requests.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    const seen = await read('editor')
    const all = [...seen.errors, ...seen.latency, ...seen.requests]
    expect(all.every(({ namespace }) => namespace === 'bookinfo')).toBe(true)
    await expect(read('auditor', { namespaces: [forbiddenNamespace] })).rejects.toMatchObject({
      code: 'namespaces-not-found',
    })
  })

  it('are none, with one reason, while Prometheus is down', async () => {
    const { errors, latency, requests, notices } = await read(
      'admin',
      { rangeSeconds: 1_200 },
      'http://127.0.0.1:9',
    )
    expect([errors, latency, requests]).toEqual([[], [], []])
    expect(notices).toMatchObject([
      {
        code: 'insights-without-traffic',
        text: 'Without metrics no service can be ranked: Prometheus cannot be reached.',
        adapter: 'prometheus',
      },
    ])
  })

  it('say that no latency could be read beside whatever else must be said', async () => {
    demo.prometheus.setFault({ answer: '422', only: 'histogram_quantile' })
    try {
      const asked = { namespaces: ['bookinfo', 'no-such'], rangeSeconds: 900 }
      const { requests, latency, notices } = await read('admin', asked)
      expect(requests.length).toBeGreaterThan(0)
      expect(latency).toEqual([])
      expect(notices.map(({ code }) => code)).toEqual(['namespaces-not-found', 'insights-without-latency'])
    } finally {
      demo.prometheus.setFault(undefined)
    }
  })
})
