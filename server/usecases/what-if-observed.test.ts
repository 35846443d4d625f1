import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dryRuns } from '#contract/dry-runs.ts'
import { type WhatIfEdge, whatIf } from '#contract/what-if.ts'
import type { Manifest } from '#demo/world/types.ts'
import { readDryRuns } from '#server/usecases/read-dry-runs.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import { type DemoOverTime, startDemoOverTime } from '#server/usecases/stages/demo-over-time.test-support.ts'

let demo: DemoOverTime
beforeAll(async () => {
  demo = await startDemoOverTime({ traces: true })
}, 30_000)
afterAll(() => demo?.stop())

async function ask(manifests: readonly Manifest[]) {
  const yaml = manifests.map((each) => JSON.stringify(each)).join('\n---\n')
  const answer = await readWhatIf(whatIf.input.parse({ yaml, rangeSeconds: 60 }), demo.as())
  return whatIf.output.parse(answer)
}

type Measured = Readonly<Record<string, number>>

/** Requests a second that workloads took from each client, as their own proxies tell. */
async function measureServed(): Promise<Measured> {
  const by = 'source_workload,destination_workload'
  const of = 'reporter="destination",destination_workload_namespace=~"bookinfo|shop",response_code!="403"'
  const query = `sum by (${by}) (rate(istio_requests_total{${of}}[60s])) > 0`
  return Object.fromEntries(
    (await demo.measure(query)).map(({ labels, value }) => [
      `${labels['source_workload']} > ${labels['destination_workload']}`,
      value,
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
      const undo = await demo.apply(manifests)
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
      await readDryRuns(dryRuns.input.parse({ namespaces: 'bookinfo', rangeSeconds: 60 }), demo.as()),
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
    const undo = await demo.apply([trial({ ...of('details'), ...spec })])
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
