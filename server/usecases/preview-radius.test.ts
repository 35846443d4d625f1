import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type BlastEdge, preview } from '#contract/preview.ts'
import { findResourceOfKind } from '#demo/kubernetes/catalogue.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { afterPush } from '#demo/testing/after-push.ts'
import type { Manifest } from '#demo/world/types.ts'
import { openKubernetes } from '#server/adapters/kubernetes/open-kubernetes.ts'
import { openPrometheus } from '#server/adapters/prometheus/open-prometheus.ts'
import { configSchema } from '#server/config/schema.ts'
import { buildAnonymousSession } from '#server/usecases/context.ts'
import { readPreview } from '#server/usecases/read-preview.ts'
import { openTextChecker } from '#server/workers/open-text-checker.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-radius-'))
let nowMs = Date.UTC(2026, 10, 21, 12)
let demo: Demo
let adapters: Parameters<typeof readPreview>[1]['adapters']
const kubeconfigPath = join(folder, 'kubeconfig')
const setConfig = () =>
  configSchema.parse({ KUBECONFIG: kubeconfigPath, VARDIA_PROMETHEUS_URL: demo.prometheusUrl })

beforeAll(async () => {
  demo = await startDemo({ kubeconfigPath, nowMs: () => nowMs })
  const config = setConfig()
  adapters = {
    kubernetes: openKubernetes(config),
    prometheus: openPrometheus({ ...config, VARDIA_PROMETHEUS_URL: demo.prometheusUrl }),
    texts: openTextChecker(),
  }
}, 30_000)
afterAll(async () => {
  adapters.texts.close()
  await adapters.kubernetes.close()
  await demo.stop()
  rmSync(folder, { recursive: true })
})

async function ask(yaml: string, more: object = {}) {
  const answer = await readPreview(preview.input.parse({ yaml, dryRun: false, ...more }), {
    adapters,
    session: buildAnonymousSession('test', 'admin'),
    config: setConfig(),
    nowMs,
    signal: AbortSignal.timeout(30_000),
    log: pino({ level: 'silent' }),
  })
  return preview.output.parse(answer)
}

/** Writes it as kubectl would, lets proxies have it and the window of rates pass; returns what undoes that. */
async function apply(yaml: string): Promise<() => Promise<void>> {
  // A text of this file is a whole manifest.
  const manifest = parse(yaml) as Manifest
  const { store, traffic } = demo.kubernetes
  const { apiVersion, kind, metadata } = manifest
  const { namespace = '', name } = metadata
  const resource = findResourceOfKind(apiVersion, kind)
  const stored = resource
    ? store
        .collection(resource)
        .all()
        .find((one) => one.name === name && one.namespace === namespace)
    : undefined
  const settle = async (change: () => void) => {
    await afterPush(traffic, change)
    nowMs += 90_000
  }
  await settle(() => store.put(manifest))
  return () =>
    settle(() => {
      if (stored) store.put(stored.manifest)
      else store.remove(apiVersion, kind, namespace, name)
    })
}

type Measured = Readonly<Record<string, number>>

/** Requests a second by client, service and server, as the clients' proxies tell. */
async function measure(): Promise<Measured> {
  const by = 'source_workload,destination_service_name,destination_workload'
  const query = `sum by (${by}) (rate(istio_requests_total{reporter="source",destination_service_namespace="bookinfo"}[60s])) > 0`
  const url = `${demo.prometheusUrl}/api/v1/query?${new URLSearchParams({ query, time: String(nowMs / 1000) })}`
  // The demo's own answers have this form, which its fidelity tests hold.
  const answer = (await (await fetch(url)).json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] }
  }
  return Object.fromEntries(
    answer.data.result.map(({ metric, value }) => [
      by
        .split(',')
        .map((label) => metric[label])
        .join(' > '),
      Number(value[1]),
    ]),
  )
}

const nameEdge = ({ source, service, destination }: BlastEdge) =>
  [source?.workload ?? 'unknown', service.name, destination?.workload ?? 'unknown'].join(' > ')

const route = (subset: string, weight: number) => ({ destination: { host: 'reviews', subset }, weight })
const object = (kind: string, name: string, spec: object) =>
  JSON.stringify({
    apiVersion: /Policy|Authentication/.test(kind) ? 'security.istio.io/v1' : 'networking.istio.io/v1',
    kind,
    metadata: { name, namespace: 'bookinfo' },
    spec,
  })
const principal = 'cluster.local/ns/bookinfo/sa/bookinfo-productpage'

describe('the traffic that a preview foretells is what the mesh shows when it is saved, within a tenth', () => {
  test.each<[what: string, yaml: string]>([
    [
      'a shift of weights',
      object('VirtualService', 'reviews', {
        hosts: ['reviews'],
        http: [{ route: [route('v1', 70), route('v3', 30)] }],
      }),
    ],
    [
      'one subset for all',
      object('VirtualService', 'reviews', { hosts: ['reviews'], http: [{ route: [route('v3', 100)] }] }),
    ],
    [
      'a subset without pods',
      object('DestinationRule', 'reviews', {
        host: 'reviews',
        subsets: ['v1', 'v2', 'v3'].map((name) => ({
          name,
          labels: { version: name === 'v2' ? 'v9' : name },
        })),
      }),
    ],
    [
      'an abort of a half',
      object('VirtualService', 'details', {
        hosts: ['details'],
        http: [
          {
            fault: { abort: { httpStatus: 503, percentage: { value: 50 } } },
            route: [{ destination: { host: 'details' } }],
          },
        ],
      }),
    ],
    [
      'a policy that denies a client',
      object('AuthorizationPolicy', 'deny-productpage', {
        action: 'DENY',
        selector: { matchLabels: { app: 'details' } },
        rules: [{ from: [{ source: { principals: [principal] } }] }],
      }),
    ],
    ['STRICT for all', object('PeerAuthentication', 'default', { mtls: { mode: 'STRICT' } })],
  ])(
    '%s',
    async (_what, yaml) => {
      const before = await measure()
      const { blastRadius, steps } = await ask(yaml)
      expect(steps.filter(({ verdict }) => verdict === 'error')).toEqual([])
      const undo = await apply(yaml)
      const after = await measure()
      await undo()
      const foretold = new Map<string, { before: number; after: number }>()
      // Bytes of TCP are of another kind than requests.
      for (const edge of blastRadius.edges.filter(({ protocol }) => protocol !== 'tcp')) {
        const known = foretold.get(nameEdge(edge)) ?? { before: 0, after: 0 }
        foretold.set(nameEdge(edge), { before: known.before + edge.before, after: known.after + edge.after })
      }
      for (const name of new Set([...Object.keys(before), ...Object.keys(after), ...foretold.keys()])) {
        const is = after[name] ?? 0
        const said = foretold.get(name)?.after ?? before[name] ?? 0
        expect(Math.abs(said - is), `${name}: ${said} foretold, ${is} measured`).toBeLessThan(is * 0.1 + 0.15)
      }
    },
    60_000,
  )
})

test('what telemetry cannot foretell is said: which requests have a path or a header, and nothing where none is asked', async () => {
  const byHeader = object('VirtualService', 'reviews', {
    hosts: ['reviews'],
    http: [
      { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [route('v2', 100)] },
      { route: [route('v3', 100)] },
    ],
  })
  const { blastRadius } = await ask(byHeader)
  expect(blastRadius.guesses.map(({ code }) => code)).toEqual(['blast-guessed'])
  expect(blastRadius.guesses[0]?.text).toContain('spec.http[0].match[0].headers')
  const all = object('DestinationRule', 'ratings', {
    host: 'ratings',
    trafficPolicy: { tls: { mode: 'SIMPLE' } },
  })
  const plain = await ask(all)
  expect(plain.blastRadius.counts.edges).toBeGreaterThan(0)
  expect(plain.blastRadius.guesses).toEqual([])
})
