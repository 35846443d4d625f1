import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { certificates } from '#contract/certificates.ts'
import { readCertificates } from '#server/usecases/read-certificates.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 20 })
})
afterAll(() => demo?.stop())

const read = async (namespaces: string[], as: Parameters<DemoContext['as']>[0] = 'admin') =>
  certificates.output.parse(await readCertificates({ namespaces }, demo.as(as)))

describe('the certificates of the shop', () => {
  it('are told by the proxies themselves, each with its identity, issuer and life', async () => {
    const { workloads, proxies, trustDomain } = await read(['shop'])
    expect([proxies.told, trustDomain]).toEqual([proxies.all, 'cluster.local'])
    const payment = workloads.find(({ name }) => name === 'payment-v1')
    expect(payment?.identity).toBe('spiffe://cluster.local/ns/shop/sa/payment')
    expect(payment?.certificates).toMatchObject([
      {
        role: 'workload',
        state: 'valid',
        toldBy: 'proxy',
        names: ['spiffe://cluster.local/ns/shop/sa/payment'],
        issuer: 'O=cluster.local, CN=Intermediate CA',
      },
    ])
    expect(payment?.conflicts).toEqual([])
  })

  it('tell of one that was not renewed and of one that still trusts the root before', async () => {
    const { workloads } = await read(['shop'])
    const find = (name: string) => workloads.find((one) => one.name === name)
    expect(find('shipping-v1')?.certificates.map(({ state }) => state)).toEqual(['overdue'])
    expect(find('currency-v1')?.conflicts.map(({ code }) => code)).toEqual(['certificate-root-other'])
  })

  it('lead to who signed them: the root that istiod hands out, the one before, the intermediate between', async () => {
    const { authorities, expiries, istiod } = await read(['shop'])
    expect(
      authorities.map(({ role, subject, state, handedOut }) => [role, subject, state, handedOut]),
    ).toEqual([
      ['root', 'O=cluster.local, CN=Root CA of 2016', 'ending', false],
      ['intermediate', 'O=cluster.local, CN=Intermediate CA', 'valid', false],
      ['root', 'O=cluster.local, CN=Root CA', 'valid', true],
    ])
    expect(istiod.rootEnds).toBeDefined()
    const times = expiries.map(({ first }) => Date.parse(first))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(expiries.find(({ role }) => role === 'intermediate')?.within).toBe('year')
  })
})

it('of a gateway those that it serves to the outside are told too, also one that has ended', async () => {
  const { workloads } = await read(['istio-ingress'])
  const served = workloads
    .flatMap(({ certificates: held }) => held)
    .filter(({ role }) => role === 'served')
    .map(({ secret, names, state }) => `${secret} ${names.join()} ${state}`)
  expect(new Set(served)).toEqual(
    new Set([
      'kubernetes://shop-demo-example shop.demo.example valid',
      'kubernetes://outlet-demo-example outlet.demo.example expired',
    ]),
  )
})

it('of ambient workloads the ztunnels of their nodes tell', async () => {
  const { workloads } = await read(['loyalty'])
  const points = workloads.find(({ name }) => name === 'points-v1')
  expect(points?.certificates.length).toBeGreaterThan(0)
  for (const held of points?.certificates ?? [])
    expect([held.toldBy, held.names, held.state]).toEqual([
      'ztunnel',
      ['spiffe://cluster.local/ns/loyalty/sa/points'],
      'valid',
    ])
})

it('who may not forward ports is told so, and what agents said in Prometheus', async () => {
  const { workloads, proxies, notices } = await read(['bookinfo'], 'auditor')
  expect(proxies.told).toBe(0)
  expect(notices.map(({ code }) => code)).toContain('certificates-untold')
  const held = workloads.find(({ name }) => name === 'reviews-v1')?.certificates ?? []
  expect(held.map(({ toldBy, state }) => [toldBy, state])).toEqual([['metrics', 'valid']])
})

it('the editor of one namespace learns of it alone', async () => {
  const answer = await read(['bookinfo'], 'editor')
  expect(answer.proxies.told).toBe(answer.proxies.all)
  expect(JSON.stringify(answer)).not.toMatch(/shop|loyalty|istio-ingress/)
  await expect(read(['shop'], 'editor')).rejects.toMatchObject({ kind: 'not-found' })
})

it('without Prometheus the proxies still tell, and a notice says what is missing', async () => {
  const context = demo.as('admin')
  const { prometheus: _, ...adapters } = context.adapters
  const answer = certificates.output.parse(
    await readCertificates({ namespaces: ['bookinfo'] }, { ...context, adapters }),
  )
  expect(answer.workloads.flatMap(({ certificates: held }) => held).length).toBeGreaterThan(3)
  expect(answer.notices.map(({ code }) => code)).toContain('certificates-without-metrics')
})
