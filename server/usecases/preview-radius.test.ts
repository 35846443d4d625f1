import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type BlastEdge, preview } from '#contract/preview.ts'
import type { Manifest } from '#demo/world/types.ts'
import { readPreview } from '#server/usecases/read-preview.ts'
import { type DemoOverTime, startDemoOverTime } from '#server/usecases/stages/demo-over-time.test-support.ts'

let demo: DemoOverTime
beforeAll(async () => {
  demo = await startDemoOverTime()
}, 30_000)
afterAll(() => demo?.stop())

async function ask(yaml: string, more: object = {}) {
  const input = preview.input.parse({ yaml, dryRun: false, ...more })
  const answer = await readPreview(input, demo.as())
  return preview.output.parse(answer)
}

type Measured = Readonly<Record<string, number>>

/** Requests a second by client, service and server, as the clients' proxies tell. */
async function measure(): Promise<Measured> {
  const by = 'source_workload,destination_service_name,destination_workload'
  const query = `sum by (${by}) (rate(istio_requests_total{reporter="source",destination_service_namespace="bookinfo"}[60s])) > 0`
  return Object.fromEntries(
    (await demo.measure(query)).map(({ labels, value }) => [
      by
        .split(',')
        .map((label) => labels[label])
        .join(' > '),
      value,
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
      // A text of this file is a whole manifest.
      const undo = await demo.apply([parse(yaml) as Manifest])
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
