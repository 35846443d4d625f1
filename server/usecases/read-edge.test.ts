import { afterAll, beforeAll, expect, it } from 'vitest'
import { edge } from '#contract/edge.ts'
import { readEdge } from '#server/usecases/read-edge.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext({ timeoutSeconds: 10 })
})
afterAll(() => demo?.stop())

const read = async (namespaces: string[] | undefined, as: Parameters<DemoContext['as']>[0] = 'admin') =>
  edge.output.parse(await readEdge({ namespaces }, demo.as(as)))

it('the edge of the demo is told: ways in with their TLS, the way out, who else decides', async () => {
  const { ingress, ingressTotal, egress, authorizers, plugins } = await read(undefined)
  expect(ingress.length).toBe(ingressTotal)
  const bookinfo = ingress.find(({ route }) => route?.namespace === 'bookinfo')
  expect([bookinfo?.gateway?.namespace, bookinfo?.exposure]).toEqual(['istio-ingress', 'depends'])
  expect(ingress.find(({ host, tls }) => host === 'shop.demo.example' && tls)?.tls).toBe('SIMPLE')
  // What leads out by the egress gateway is no way in.
  expect(ingress.filter(({ gateway }) => gateway?.namespace === 'istio-egress')).toEqual([])
  expect(egress.routes.map(({ gateway }) => gateway?.namespace)).toEqual(
    egress.routes.map(() => 'istio-egress'),
  )
  expect(egress.routesTotal).toBeGreaterThan(0)
  for (const { reasons } of ingress) expect(reasons.length).toBeGreaterThan(0)
  expect([egress.policy, egress.hosts.length > 0]).toEqual(['ALLOW_ANY', true])
  expect(authorizers?.map(({ name, state }) => [name, state])).toEqual([['opa-ext-authz', 'unusable']])
  expect(plugins.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual(['istio-ingress/trusted-hops'])
})

it('to the editor of one namespace its routes are not called open or closed, for the gateway is out of sight', async () => {
  const answer = await read(undefined, 'editor')
  expect(answer.ingress.length).toBeGreaterThan(0)
  for (const { exposure, gateway } of answer.ingress)
    expect([exposure, gateway]).toEqual(['unknown', undefined])
  expect([answer.authorizers, answer.egress.policy]).toEqual([undefined, undefined])
  expect(answer.plugins).toEqual([])
  await expect(read(['shop'], 'editor')).rejects.toMatchObject({ kind: 'not-found' })
})
