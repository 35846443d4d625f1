import { describe, expect, it } from 'vitest'
import { mesh } from '#components/graph/find/find.test-support.ts'
import { applyHide, findFault, listMatches } from '#components/graph/find/language.ts'

const nodes = (text: string) => mesh.nodes.map(({ id }) => id).filter((id) => text.split(' ').includes(id))
const all = mesh.nodes.map(({ id }) => id)
const allEdges = mesh.edges.map(({ id }) => id)
const but = (list: readonly string[], ...gone: readonly string[]) => list.filter((id) => !gone.includes(id))

/** What a query selects, as the mesh orders it. */
function select(text: string): readonly string[] {
  expect(findFault(text)).toBeUndefined()
  return listMatches(mesh, text).map(({ id }) => id)
}

describe('a bare word finds nodes by name', () => {
  it.each([
    ['reviews', 'reviews-v1 reviews-v2'],
    ['REVIEWS', 'reviews-v1 reviews-v2'],
    ['reviews v2', 'reviews-v2'],
    ['bank', 'till db'],
    ['stars.example.com', 'stars'],
    ['api.stars', 'stars'],
    ['shop.example', 'ingress'],
    ['"idle"', ''],
    ['"old"', 'old'],
    ["'page'", 'page-v1'],
    ['nothing-like-it', ''],
    ['.*', ''],
    ['http', ''],
    ['name', ''],
  ])('%s', (text, ids) => expect(select(text)).toEqual(nodes(ids)))
})

describe('texts of nodes', () => {
  it.each([
    ['name = reviews', 'reviews-v1 reviews-v2'],
    ['name = reviews-v1', 'reviews-v1'],
    ['name=reviews-v1', 'reviews-v1'],
    ['NAME == Reviews-V1', 'reviews-v1'],
    ['name = unknown', 'nobody'],
    ['name != reviews', but(all, 'reviews-v1', 'reviews-v2').join(' ')],
    ['name contains view', 'reviews-v1 reviews-v2'],
    ['name *= view', 'reviews-v1 reviews-v2'],
    ['name*=view', 'reviews-v1 reviews-v2'],
    ['name !*= view', but(all, 'reviews-v1', 'reviews-v2').join(' ')],
    ['name not contains view', but(all, 'reviews-v1', 'reviews-v2').join(' ')],
    ['workload startswith page', 'page-v1'],
    ['workload ^= page', 'page-v1'],
    ['workload !^= page', but(all, 'page-v1').join(' ')],
    ['workload endswith -v1', 'page-v1 reviews-v1'],
    ['workload $= -v1', 'page-v1 reviews-v1'],
    ['workload !$= -v1', but(all, 'page-v1', 'reviews-v1').join(' ')],
    ['wl = till', 'till'],
    ['workload =~ ^(page|till)', 'page-v1 till'],
    ['workload =~ v\\d$', 'page-v1 reviews-v1 reviews-v2'],
    ['workload !~ v\\d$', but(all, 'page-v1', 'reviews-v1', 'reviews-v2').join(' ')],
    ['app = page', 'page-v1'],
    ['cluster = west', 'till db'],
    ['cluster != east', 'till db'],
    ['namespace = bank', 'till db'],
    ['ns = bank', 'till db'],
    ['ns=bank&&cluster=west', 'till db'],
    ['version = v1', 'page-v1 reviews-v1'],
    ['has version', 'page-v1 reviews-v1 reviews-v2'],
    ['NOT has version', but(all, 'page-v1', 'reviews-v1', 'reviews-v2').join(' ')],
    ['service = stars.example.com', 'stars'],
    ['svc $= .com', 'stars'],
    ['operation = "GET /"', ''],
    ['op = x', ''],
    ['kind = statefulset', 'db'],
    ['hostname ^= api.', 'stars'],
    ['hostname = shop.example.com', 'ingress'],
    ['label:app = page', 'page-v1'],
    ['label:app.kubernetes.io/part-of = "Shop Front"', 'page-v1'],
    ["label:app.kubernetes.io/part-of = 'shop front'", 'page-v1'],
    ['label:tier', 'page-v1'],
    ['has label:tier', 'page-v1'],
    ['NOT label:tier', but(all, 'page-v1').join(' ')],
    ['label:TIER', ''],
    ['label:tier != web', but(all, 'page-v1').join(' ')],
    ['node = service', 'stars'],
    ['node = svc', 'stars'],
    ['node = unknown', 'nobody'],
    ['node != wl', 'stars nobody'],
    ['health = failing', 'reviews-v1'],
    ['health = NotReady', 'till'],
    ['health != healthy', but(all, 'ingress', 'page-v1', 'db').join(' ')],
    ['health *= ready', 'till'],
    ['mode = ambient', 'reviews-v2'],
    ['dataplane = none', 'db'],
  ])('%s', (text, ids) => expect(select(text)).toEqual(nodes(ids)))
})

describe('numbers of nodes', () => {
  it.each([
    ['httpin > 5', 'page-v1 reviews-v1'],
    ['httpin>5rps', 'page-v1 reviews-v1'],
    ['httpin >= 6', 'page-v1 reviews-v1'],
    ['httpin > 60rpm', 'page-v1 reviews-v1 reviews-v2'],
    ['httpin < 2', 'stars'],
    ['httpin <= 2', 'reviews-v2 stars'],
    ['httpin = 6', 'reviews-v1'],
    ['httpin = 6.0', 'reviews-v1'],
    ['httpin != 6', but(all, 'reviews-v1').join(' ')],
    ['httpin = NaN', 'ingress till db old nobody'],
    ['httpin != NaN', 'page-v1 reviews-v1 reviews-v2 stars'],
    ['has httpin', 'page-v1 reviews-v1 reviews-v2 stars'],
    ['httpout > 0.008k', 'ingress'],
    ['grpcin = 2', 'till'],
    ['grpcout >= 2', 'page-v1'],
    ['tcpin > 4kB', 'db'],
    ['tcpin > 4kB/s', 'db'],
    ['tcpin >= 5000', 'db'],
    ['tcpin > 4.9KiB', ''],
    ['tcpout > 1MB', ''],
    ['tcpout > 0', 'page-v1'],
    ['%httpinerr > 5%', 'reviews-v1'],
    ['%httpinerr > 2', 'reviews-v1 reviews-v2'],
    ['%httpinerr = NaN', but(all, 'reviews-v1', 'reviews-v2').join(' ')],
    ['%httpouterr > 0', ''],
    ['%grpcinerr >= 50', 'till'],
    ['%grpcouterr >= 50', ''],
    ['rank <= 2', 'page-v1 reviews-v2'],
    ['rank > 2', but(all, 'page-v1', 'reviews-v2').join(' ')],
    ['rankin = 2', 'reviews-v1'],
    ['rankout = 1', 'page-v1'],
  ])('%s', (text, ids) => expect(select(text)).toEqual(nodes(ids)))
})

describe('flags of nodes', () => {
  it.each([
    ['healthy', 'ingress page-v1 db'],
    ['is healthy', 'ingress page-v1 db'],
    ['is not healthy', but(all, 'ingress', 'page-v1', 'db').join(' ')],
    ['!healthy', but(all, 'ingress', 'page-v1', 'db').join(' ')],
    ['! healthy', but(all, 'ingress', 'page-v1', 'db').join(' ')],
    ['not healthy', but(all, 'ingress', 'page-v1', 'db').join(' ')],
    ['NOT NOT healthy', 'ingress page-v1 db'],
    ['unhealthy', 'reviews-v1 reviews-v2'],
    ['failing', 'reviews-v1'],
    ['degraded', 'reviews-v2'],
    ['notready', 'till'],
    ['idle', 'old'],
    ['cb', 'reviews-v1'],
    ['has circuitbreaker', 'reviews-v1'],
    ['dead', 'old'],
    ['fi', 'reviews-v1'],
    ['inaccessible', 'nobody'],
    ['mirroring', 'reviews-v2'],
    ['outside', 'till'],
    ['outsider', 'till'],
    ['rr', 'page-v1'],
    ['rto', 'till'],
    ['se', 'stars'],
    ['sidecar', but(all, 'reviews-v2').join(' ')],
    ['has sc', but(all, 'reviews-v2').join(' ')],
    ['outofmesh', 'reviews-v2'],
    ['om', 'reviews-v2'],
    ['tcpts', 'db'],
    ['ts', 'reviews-v2'],
    ['root', 'ingress'],
    ['trafficsource', 'ingress'],
    ['vs', 'page-v1'],
    ['we', 'db'],
    ['is gateway', 'ingress'],
    ['ingress', 'ingress'],
    ['egress', ''],
    ['waypoint', ''],
    ['passthrough OR blackhole', ''],
  ])('%s', (text, ids) => expect(select(text)).toEqual(nodes(ids)))
})

const edges = (text: string) => allEdges.filter((id) => text.split(' ').includes(id))

describe('edges', () => {
  it.each([
    ['rt > 1000', 'page-r1'],
    ['rt > 1s', 'page-r1'],
    ['rt>=1s', 'page-r1 page-r2'],
    ['responsetime < 100ms', 'page-till'],
    ['rt = NaN', 'page-db r2-stars nobody-r1'],
    ['avg > 0.1s', 'page-r1'],
    ['p50 > 0', 'page-r1'],
    ['p95 = 120', 'in-page'],
    ['p99 >= 2s', 'page-r1'],
    ['http > 5', 'in-page page-r1'],
    ['http = NaN', 'page-till page-db nobody-r1'],
    ['grpc > 1', 'page-till'],
    ['requests >= 10', 'in-page'],
    ['rps < 1.5', 'r2-stars nobody-r1'],
    ['%httperr > 5', 'page-r1'],
    ['httperr > 5%', 'page-r1'],
    ['%grpcerr > 5', 'page-till'],
    ['grpcerr > 5', 'page-till'],
    ['%error > 2', 'page-r1 page-r2 page-till'],
    ['%err = NaN', 'in-page page-db r2-stars nobody-r1'],
    ['%httptraffic > 50', 'page-r1'],
    ['%grpctraffic = 100', 'page-till'],
    ['tcp > 4kB/s', 'page-db'],
    ['throughput > 10kB', 'page-r1'],
    ['%mtls < 100', 'in-page page-r2 page-db'],
    ['mtls', 'page-r1 page-r2 page-till'],
    ['!mtls', 'in-page page-db r2-stars nobody-r1'],
    ['has traffic', but(allEdges, 'nobody-r1').join(' ')],
    ['NOT traffic', 'nobody-r1'],
    ['protocol = grpc', 'page-till'],
    ['protocol != http', 'page-till page-db'],
    ['edge = failing', 'page-r1 page-till'],
    ['code = 503', 'page-r1'],
    ['code = 5xx', 'page-r1'],
    ['code = 4XX', 'page-r2'],
    ['code >= 400', 'page-r1 page-r2'],
    ['code != 200', 'page-till page-db r2-stars nobody-r1'],
    ['flag = UO', 'page-r1'],
    ['flag = urx', 'page-r1'],
    ['has flag', 'page-r1 page-r2 page-till'],
    ['host endswith .bank', 'page-till page-db'],
    ['from = page', 'page-r1 page-r2 page-till page-db'],
    ['from = page AND to = reviews', 'page-r1 page-r2'],
    ['tons = bank', 'page-till page-db'],
    ['fromns != shop', 'in-page nobody-r1'],
    ['destprincipal *= /sa/reviews', 'page-r1'],
    ['sourceprincipal *= /ns/shop/', 'page-r1'],
  ])('%s', (text, ids) => expect(select(text)).toEqual(edges(ids)))
})

describe('terms together', () => {
  it.each([
    ['failing OR degraded', 'reviews-v1 reviews-v2'],
    ['failing or idle and dead', 'reviews-v1 old'],
    ['(failing or idle) and dead', 'old'],
    ['failing || idle && dead', 'reviews-v1 old'],
    ['NOT failing AND version = v1', 'page-v1'],
    ['NOT (failing AND version = v1) AND app = reviews', 'reviews-v2'],
    ['!(failing || degraded) && app = reviews', ''],
    ['((((app = reviews))))', 'reviews-v1 reviews-v2'],
    ['ns = shop version = v2', 'reviews-v2'],
    ['app=page OR(app=reviews AND version=v2)', 'page-v1 reviews-v2'],
    // Node terms beside edge terms: edges with an end for which the node terms hold.
    ['ns = bank AND rt > 10', 'page-till'],
    ['ns = shop AND %httperr > 5', 'page-r1'],
    ['failing AND mtls', 'page-r1'],
    ['NOT failing AND mtls', 'page-r1 page-r2 page-till'],
    // Both speak of the same end.
    ['app = page AND degraded AND has traffic', ''],
    ['app = reviews AND degraded AND has traffic', 'page-r2 r2-stars'],
    ['app = till OR rt > 1s', 'till page-r1'],
    ['(app = till OR rt > 1s) AND mtls', 'page-r1 page-till'],
    // NOT comes down to the terms: NOT app = page AND NOT rt > 1s.
    ['NOT (app = page OR rt > 1s)', but(allEdges, 'page-r1').join(' ')],
    ['NOT (app = till AND rt > 10)', `${but(all, 'till').join(' ')} page-db r2-stars nobody-r1`],
  ])('%s', (text, ids) => expect(select(text)).toEqual([...nodes(ids), ...edges(ids)]))
})

describe('an empty query', () => {
  it.each([[''], ['   '], ['\t\n']])('%j finds and hides nothing', (text) => {
    expect(select(text)).toEqual([])
    expect(applyHide(mesh, text).graph).toBe(mesh)
  })
})

describe('hiding', () => {
  it('takes an edge away with either of its ends, and counts both', () => {
    const { graph, hidden } = applyHide(mesh, 'app = reviews')
    expect(hidden).toEqual({ nodes: 2, edges: 4 })
    expect(graph.edges.map(({ id }) => id)).toEqual(['in-page', 'page-till', 'page-db'])
  })

  it('takes edges alone when the query speaks of edges', () => {
    const { graph, hidden } = applyHide(mesh, 'ns = shop AND rt > 1s')
    expect(hidden).toEqual({ nodes: 0, edges: 1 })
    expect(graph.nodes).toHaveLength(mesh.nodes.length)
  })

  it('wins over finding', () => {
    const { graph } = applyHide(mesh, 'failing')
    expect(listMatches(graph, 'app = reviews').map(({ id }) => id)).toEqual(['reviews-v2'])
  })

  it('leaves the same graph when nothing fits, and the whole one when the query is none', () => {
    expect(applyHide(mesh, 'name = nobody-is-called-so').graph).toBe(mesh)
    expect(applyHide(mesh, 'name =').graph).toBe(mesh)
  })
})
