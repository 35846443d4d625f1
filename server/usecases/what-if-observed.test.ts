import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dryRuns } from '#contract/dry-runs.ts'
import { type WhatIfEdge, whatIf } from '#contract/what-if.ts'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { afterPush } from '#demo/testing/after-push.ts'
import type { Manifest } from '#demo/world/types.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { openTracing } from '#server/adapters/tracing/open-tracing.ts'
import { configSchema } from '#server/config/schema.ts'
import { buildAnonymousSession, type UseCaseContext } from '#server/usecases/context.ts'
import { readDryRuns } from '#server/usecases/read-dry-runs.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-what-if-'))
const kubeconfigPath = join(folder, 'kubeconfig')
let nowMs = Date.UTC(2026, 10, 21, 12)
let demo: Demo
let adapters: UseCaseContext['adapters']
const setConfig = () =>
  configSchema.parse({ KUBECONFIG: kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl })

beforeAll(async () => {
  demo = await startDemo({ kubeconfigPath, nowMs: () => nowMs })
  const config = setConfig()
  adapters = {
    kubernetes: openKubernetes(config),
    prometheus: openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: demo.prometheusUrl }),
    tracing: openTracing({ ...config, VARDIA_TRACING_URL: demo.tracingUrl }),
    texts: openTextChecker(),
  }
}, 30_000)
afterAll(async () => {
  adapters.texts.close()
  await adapters.kubernetes.close()
  await demo.stop()
  rmSync(folder, { recursive: true })
})

const buildContext = (): UseCaseContext => ({
  adapters,
  session: buildAnonymousSession('test', 'admin'),
  config: setConfig(),
  nowMs,
  signal: AbortSignal.timeout(30_000),
  log: pino({ level: 'silent' }),
})

async function ask(manifests: readonly Manifest[]) {
  const yaml = manifests.map((each) => JSON.stringify(each)).join('\n---\n')
  const answer = await readWhatIf(whatIf.input.parse({ yaml, rangeSeconds: 60 }), buildContext())
  return whatIf.output.parse(answer)
}

/** Writes them as kubectl would, lets proxies have them and the window of rates pass; returns what undoes that. */
async function apply(manifests: readonly Manifest[]): Promise<() => Promise<void>> {
  const { store, traffic } = demo.kubernetes
  const stored = manifests.map(({ apiVersion, kind, metadata }) => {
    const resource = findResourceOfKind(apiVersion, kind)
    const all = resource ? store.collection(resource).all() : []
    return all.find(({ name, namespace }) => name === metadata.name && namespace === metadata.namespace)
  })
  const settle = async (write: () => void) => {
    await afterPush(traffic, write)
    nowMs += 90_000
  }
  await settle(() => {
    for (const manifest of manifests) store.put(manifest)
  })
  return () =>
    settle(() => {
      for (const [at, { apiVersion, kind, metadata }] of manifests.entries()) {
        const known = stored[at]
        if (known) store.put(known.manifest)
        else store.remove(apiVersion, kind, metadata.namespace ?? '', metadata.name)
      }
    })
}

type Measured = Readonly<Record<string, number>>

/** Requests a second that workloads took from each client, as their own proxies tell. */
async function measureServed(): Promise<Measured> {
  const by = 'source_workload,destination_workload'
  const of = 'reporter="destination",destination_workload_namespace=~"bookinfo|shop",response_code!="403"'
  const query = `sum by (${by}) (rate(istio_requests_total{${of}}[60s])) > 0`
  const url = `${demo.prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(nowMs / 1000) })}`
  // The demo's own answers have this form, which its fidelity tests hold.
  const answer = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return Object.fromEntries(
    answer.data.result.map(({ metric, value }) => [
      `${metric['source_workload']} > ${metric['destination_workload']}`,
      Number(value[1]),
    ]),
  )
}

/** What is foretold to be taken, of the edges that change. */
function foretell(edges: readonly WhatIfEdge[]): ReadonlyMap<string, number> {
  const served = new Map<string, number>()
  for (const { source, destination, protocol, after, refusedAfter } of edges) {
    if (protocol === 'tcp' || !destination) continue
    const name = `${source?.workload ?? 'unknown'} > ${destination.workload}`
    served.set(name, (served.get(name) ?? 0) + after - (refusedAfter ?? Number.NaN))
  }
  return served
}

const object = (kind: string, name: string, spec: object, namespace = 'bookinfo'): Manifest => ({
  apiVersion: /Policy|Authentication/.test(kind) ? 'security.istio.io/v1' : 'networking.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
})
const of = (app: string) => ({ selector: { matchLabels: { app } } })
const productpage = 'cluster.local/ns/bookinfo/sa/bookinfo-productpage'
const toHost = (host: string) => ({ destination: { host } })

describe('what is foretold of objects before they are saved is what workloads take after, within a tenth', () => {
  test.each<[what: string, effects: readonly string[], manifests: readonly Manifest[]]>([
    [
      'AuthorizationPolicy: a caller that is denied',
      ['refused'],
      [
        object('AuthorizationPolicy', 'tried', {
          ...of('details'),
          action: 'DENY',
          rules: [{ from: [{ source: { principals: [productpage] } }] }],
        }),
      ],
    ],
    [
      'AuthorizationPolicy: a path that is denied',
      ['refused'],
      [
        object('AuthorizationPolicy', 'tried', {
          ...of('reviews'),
          action: 'DENY',
          rules: [{ to: [{ operation: { paths: ['/reviews/*'] } }] }],
        }),
      ],
    ],
    [
      'AuthorizationPolicy: others alone are allowed',
      ['refused'],
      [
        object(
          'AuthorizationPolicy',
          'tried',
          { ...of('inventory'), rules: [{ from: [{ source: { namespaces: ['nobody'] } }] }] },
          'shop',
        ),
      ],
    ],
    [
      'PeerAuthentication: STRICT where some come in plain text',
      ['refused'],
      [
        object(
          'PeerAuthentication',
          'inventory-permissive',
          { ...of('inventory'), mtls: { mode: 'STRICT' } },
          'shop',
        ),
      ],
    ],
    [
      'RequestAuthentication: requests without token pass',
      [],
      [
        object('RequestAuthentication', 'tried', {
          ...of('details'),
          jwtRules: [{ issuer: 'https://issuer.example', jwks: '{"keys":[]}' }],
        }),
      ],
    ],
    [
      'Sidecar: what is not imported is not reached',
      ['refused'],
      [
        object('Sidecar', 'tried', {
          workloadSelector: { labels: { app: 'productpage' } },
          egress: [{ hosts: ['./reviews.bookinfo.svc.cluster.local', 'istio-system/*'] }],
          outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
        }),
      ],
    ],
    [
      'VirtualService: a host that is sent to another, which does not let the caller in',
      ['refused', 'moved'],
      [
        object('VirtualService', 'details', {
          hosts: ['details'],
          http: [{ route: [toHost('ratings')] }],
        }),
      ],
    ],
    [
      'several at once: a policy, and a route around it',
      ['refused'],
      [
        object('AuthorizationPolicy', 'tried', { ...of('details'), action: 'DENY', rules: [{}] }),
        object('VirtualService', 'details', {
          hosts: ['details'],
          http: [
            { fault: { abort: { httpStatus: 503, percentage: { value: 50 } } }, route: [toHost('details')] },
          ],
        }),
      ],
    ],
  ])(
    '%s',
    async (_what, effects, manifests) => {
      const before = await measureServed()
      const { edges, problems, tried } = await ask(manifests)
      expect({ tried, faults: problems.filter(({ severity }) => severity === 'error') }).toEqual({
        tried: true,
        faults: [],
      })
      for (const effect of effects) expect(edges.map((edge) => edge.effect)).toContain(effect)
      const undo = await apply(manifests)
      const after = await measureServed()
      await undo()
      const foretold = foretell(edges)
      for (const name of new Set([...Object.keys(before), ...Object.keys(after), ...foretold.keys()])) {
        const is = after[name] ?? 0
        const said = foretold.get(name) ?? before[name] ?? 0
        expect(Math.abs(said - is), `${name}: ${said} foretold, ${is} measured`).toBeLessThan(is * 0.1 + 0.15)
      }
    },
    60_000,
  )
})

describe('a policy in dry run refuses nobody, and proxies count what it would do', () => {
  const annotations = { 'istio.io/dry-run': 'true' }
  const trial = (spec: object): Manifest => {
    const policy = object('AuthorizationPolicy', 'trial', spec)
    return { ...policy, metadata: { ...policy.metadata, annotations } }
  }
  const from = (...principals: string[]) => [{ from: [{ source: { principals } }] }]
  const read = async () =>
    dryRuns.output.parse(
      await readDryRuns(dryRuns.input.parse({ namespaces: 'bookinfo', rangeSeconds: 60 }), buildContext()),
    ).workloads

  test('none is none', async () => {
    expect(await read()).toEqual([])
  })

  test.each<[string, object, 'none' | 'all', string]>([
    ['ALLOW of who calls refuses none', { rules: from(productpage) }, 'none', 'dry-run-passes'],
    [
      'ALLOW of others would refuse all',
      { rules: from('cluster.local/ns/a/sa/b') },
      'all',
      'dry-run-refuses',
    ],
    [
      'DENY of who calls would refuse all',
      { action: 'DENY', rules: from(productpage) },
      'all',
      'dry-run-refuses',
    ],
  ])('%s', async (_what, spec, refused, code) => {
    const before = await measureServed()
    const undo = await apply([trial({ ...of('details'), ...spec })])
    const [told, ...others] = await read()
    const after = await measureServed()
    await undo()
    expect(others).toEqual([])
    expect(told).toMatchObject({
      name: 'details-v1',
      policies: [{ namespace: 'bookinfo', name: 'trial' }],
      says: { code },
    })
    const { allowed = 0, denied = 0 } = told?.counted ?? {}
    expect(allowed + denied).toBeGreaterThan(100)
    expect(refused === 'all' ? allowed : denied).toBe(0)
    const name = 'productpage-v1 > details-v1'
    expect(Math.abs((after[name] ?? 0) - (before[name] ?? 0))).toBeLessThan((before[name] ?? 0) * 0.1)
  })
})
