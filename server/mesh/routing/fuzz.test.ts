import { describe, expect, it } from 'vitest'
import type { RawObject } from '#server/mesh/objects/prune/raw-object.ts'
import { explainRequest } from '#server/mesh/routing/explain-request.ts'
import { routeRequest } from '#server/mesh/routing/route-request.ts'
import { buildMesh, buildObject, edge, web } from '#server/mesh/routing/routing.test-support.ts'
import { routeConnection } from '#server/mesh/routing/tcp/route-connection.ts'

/** A small generator of its own (mulberry32), so that a failure can be run again by its seed. */
function createRandom(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(next() * values.length)]
    if (value === undefined && !values.includes(value as Value)) throw new Error('nothing to pick from') // see above
    return value as Value // the index lies within the list
  }
  return { pick, maybe: (share: number) => next() < share }
}
type Random = ReturnType<typeof createRandom>

const hosts = [
  'reviews',
  'reviews.shop',
  'reviews.shop.svc.cluster.local',
  '*.local',
  '*',
  '',
  '*.x.test',
  'a.x.test',
  'A.X.test',
  '1.2.3.4',
  '..',
  '*.',
]
const texts = ['', '/', '/a', '*', '.*', '(', '[a', '\\Q', '(?i)a', 'a{1,2000}', '\u0000', 'é', 'ann']
/** What a YAML key without a value, and an emptied list, leave behind; other types the API server's schema refuses. */
const empty = [undefined, null, []]
const match = ({ pick }: Random) => ({ [pick(['exact', 'prefix', 'regex', 'other'])]: pick(texts) })

/** What istiod's webhook would refuse is among it: wrong words, absent and unknown fields, patterns that are none. */
function buildSpec(random: Random): object {
  const { pick, maybe } = random
  const some = (build: () => unknown, share = 0.6) => (maybe(share) ? build() : pick([undefined, build()]))
  const destination = () => ({
    host: pick(hosts),
    subset: pick(['', 'v1']),
    port: { number: pick([0, 80, 8080]) },
  })
  const httpRoute = () => ({
    name: pick(texts),
    match: some(() => [
      {
        uri: match(random),
        headers: { [pick(texts)]: match(random) },
        sourceLabels: { app: 'web' },
        port: pick([0, 80]),
      },
    ]),
    route: some(() => [
      { destination: destination(), weight: pick([0, 1, -1]) },
      { destination: destination() },
    ]),
    redirect: some(() => ({ uri: pick(texts) }), 0.1),
    delegate: some(() => ({ name: pick(['a', 'b']), namespace: pick(['', 'shop']) }), 0.1),
    timeout: pick(['1s', 'x', '']),
    fault: some(() => ({ delay: { fixedDelay: pick(['1s', 'x']) }, abort: { httpStatus: 503 } })),
    mirror: some(destination),
    rewrite: some(() => ({ uri: pick(texts) })),
  })
  return {
    hosts: [pick(hosts), pick(hosts)],
    host: pick(hosts),
    gateways: some(() => [pick(['mesh', 'g', 'ingress/g', '.', '/', ''])], 0.2),
    exportTo: some(() => [pick(['.', '*', '~', 'front', ''])], 0.2),
    http: [httpRoute(), httpRoute()],
    tcp: [
      {
        match: [{ destinationSubnets: [pick(['10.0.0.0/8', 'x', '::/0'])] }],
        route: [{ destination: destination() }],
      },
    ],
    tls: [{ match: [{ sniHosts: [pick(hosts)] }], route: [{ destination: destination() }] }],
    subsets: [{ name: 'v1', trafficPolicy: { portLevelSettings: [{ port: {} }] } }],
    trafficPolicy: some(() => ({
      tls: { mode: pick(['MUTUAL', 'x']) },
      loadBalancer: { simple: pick(texts) },
    })),
    workloadSelector: some(() => ({ labels: { app: 'web' }, matchLabels: { app: 'web' } }), 0.2),
    selector: pick([undefined, {}, { gw: 'edge' }]),
    servers: [
      {
        port: { number: pick([80, 0]), protocol: pick(['HTTP', 'TCP', 'x', '']) },
        hosts: [pick(hosts), './*'],
        tls: some(() => ({ httpsRedirect: true }), 0.2),
      },
    ],
    egress: [{ hosts: [pick(['*/*', './x', '~', '~/', 'x', '//', 'shop/*'])] }],
    ports: [{ number: 80, protocol: pick(['HTTP', '']), name: 'p' }],
    addresses: [pick(['1.2.3.4', 'x'])],
  }
}

const kinds = [
  'VirtualService',
  'DestinationRule',
  'Sidecar',
  'Gateway',
  'ServiceEntry',
  'PeerAuthentication',
]

function buildOddMesh(seed: number) {
  const random = createRandom(seed)
  const { pick, maybe } = random
  const objects = Array.from({ length: 6 }, (_, index): RawObject => {
    const name = `${pick(['front', 'shop', 'ingress', 'istio-system'])}/o${index}`
    const spec = Object.entries(buildSpec(random)).filter(() => maybe(0.9))
    return buildObject(pick(kinds), name, Object.fromEntries(spec), index)
  })
  const routing = buildMesh({ services: ['reviews.shop:8080,80', 'db.shop:tcp@5432'], objects })
  const request = {
    method: pick(['GET', '']),
    scheme: 'http',
    path: pick([...texts, '/a?b&=&c=d#e']),
    host: pick(hosts),
    headers: { [pick(texts)]: pick(texts) },
  }
  return { routing, random, request }
}

const outcomes = [
  'route',
  'redirect',
  'direct-response',
  'not-found',
  'passthrough',
  'blackhole',
  'https-redirect',
  'no-http-listener',
]

describe('whatever the objects say', () => {
  it('every request has an answer and an explanation that ends with it', () => {
    for (let seed = 0; seed < 600; seed += 1) {
      const { routing, random, request } = buildOddMesh(seed)
      const client = random.pick([web, edge])
      const question = {
        client,
        via: client === edge ? 'gateway' : 'mesh',
        port: random.pick([80, 8080, 5432]),
        request,
      } as const
      const routed = routeRequest(routing, question)
      expect(outcomes, `seed ${seed}`).toContain(routed.outcome)
      expect(explainRequest(routing, question).steps.at(-1), `seed ${seed}`).toEqual({
        code: 'outcome',
        outcome: routed.outcome,
      })
    }
  })

  it('every connection has an answer', () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const { routing, random } = buildOddMesh(seed)
      const client = random.pick([web, edge])
      const via = client === edge ? 'gateway' : 'mesh'
      const routed = routeConnection(routing, {
        client,
        via,
        port: random.pick([80, 5432]),
        host: random.pick(hosts),
        sni: random.pick(hosts),
      })
      expect(['route', 'passthrough', 'blackhole', 'no-match', 'no-listener'], `seed ${seed}`).toContain(
        routed.outcome,
      )
    }
  })

  it.each(empty.map((value) => [JSON.stringify(value) ?? 'undefined', value] as const))(
    'a field that is %s breaks nothing',
    (_what, value) => {
      for (const field of Object.keys(buildSpec(createRandom(1)))) {
        const objects = kinds.map((kind) => {
          const spec: Record<string, unknown> = { ...buildSpec(createRandom(2)), [field]: value }
          return buildObject(kind, 'front/o', spec)
        })
        const { routing, request } = {
          ...buildOddMesh(3),
          routing: buildMesh({ services: ['reviews.shop:80'], objects }),
        }
        expect(outcomes, field).toContain(
          routeRequest(routing, { client: web, via: 'mesh', port: 80, request }).outcome,
        )
        expect(outcomes, field).toContain(
          routeRequest(routing, { client: edge, via: 'gateway', port: 80, request }).outcome,
        )
      }
    },
  )
})
