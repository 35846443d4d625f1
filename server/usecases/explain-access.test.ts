import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccessQuestionInput, authorizationAsk } from '#contract/authorization.ts'
import { isProblem } from '#server/problem.ts'
import { explainAccess } from '#server/usecases/explain-access.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
})
afterAll(() => demo?.stop())

const ask = async (question: AccessQuestionInput, as: Parameters<DemoContext['as']>[0] = 'admin') =>
  authorizationAsk.output.parse(await explainAccess(authorizationAsk.input.parse(question), demo.as(as)))
const bookinfo = (workload: string) => ({ namespace: 'bookinfo', workload })
const shop = (workload: string) => ({ namespace: 'shop', workload })
const get = { method: 'GET', path: '/reviews/0', host: 'reviews:9080', headers: {}, claims: null }

describe('a question about a service', () => {
  it('goes where routes lead its caller, and says which', async () => {
    const { answers } = await ask({
      from: shop('checkout-v1'),
      to: { namespace: 'shop', service: 'payment' },
      ...{ method: 'POST', path: '/pay', headers: {}, claims: null },
    })
    const told = answers.map(({ workload, hops }) => [
      workload.name,
      hops[0]?.reasons.find(({ code }) => code === 'access-route-sent')?.text,
    ])
    expect(told).toEqual([
      [
        'payment-v1',
        expect.stringMatching(/^VirtualService shop\/payment http\[0\] sends it to .* v1 \(75%/),
      ],
      ['payment-v2', expect.stringMatching(/v2 \(25%/)],
    ])
    // Who has no proxy reads no routes.
    const { answers: plain } = await ask({ to: { namespace: 'shop', service: 'payment' } })
    expect(plain.flatMap(({ hops }) => hops.map(({ kind }) => kind))).not.toContain('client')
  })
})

describe('may this caller ask that of this workload', () => {
  it.each<[string, AccessQuestionInput, string, string]>([
    [
      'the caller that a policy names, by the method that it names',
      { from: bookinfo('productpage-v1'), to: bookinfo('reviews-v1'), ...get },
      'ALLOW',
      'client passes, server passes bookinfo/allow-reviews from[0].source.principals,to[0].operation.methods',
    ],
    [
      'another method',
      { from: bookinfo('productpage-v1'), to: bookinfo('reviews-v1'), ...get, method: 'DELETE' },
      'DENY',
      'client passes, server refuses',
    ],
    [
      'the same without a method depends on it',
      { from: bookinfo('productpage-v1'), to: bookinfo('reviews-v1') },
      'DEPENDS',
      'client passes, server depends bookinfo/allow-reviews to[0].operation.methods',
    ],
    [
      'another caller of the namespace, whatever the method',
      { from: bookinfo('details-v1'), to: bookinfo('reviews-v1') },
      'DENY',
      'client passes, server refuses',
    ],
    [
      'a caller whose Sidecar does not import the service comes in plain text, which STRICT refuses',
      { from: bookinfo('productpage-v1'), to: shop('payment-v1') },
      'DENY',
      'client passes, server refuses',
    ],
    [
      'a peer by its identity alone',
      { from: { principal: 'cluster.local/ns/shop/sa/checkout' }, to: shop('payment-v1') },
      'ALLOW',
      'server passes shop/payment-callers from[0].source.principals',
    ],
    [
      'nobody of the mesh, where mutual TLS alone is taken',
      { to: shop('payment-v1') },
      'DENY',
      'server refuses',
    ],
    [
      'nobody of the mesh, where plain text is taken and no policy is',
      { to: shop('inventory-v1') },
      'ALLOW',
      'server passes',
    ],
    [
      'an ambient caller of a service with a waypoint, which the policy of the waypoint names',
      {
        from: { namespace: 'loyalty', workload: 'points-v1' },
        to: { namespace: 'loyalty', service: 'ledger' },
      },
      'ALLOW',
      'client passes, waypoint passes loyalty/ledger-callers from[0].source.principals, ztunnel passes',
    ],
  ])('%s', async (_, question, decision, hops) => {
    const answer = await ask(question)
    expect(answer.decision).toBe(decision)
    for (const { hops: told } of answer.answers)
      expect(
        told
          .map(({ kind, outcome, decidedBy }) =>
            [
              kind,
              outcome,
              ...decidedBy.map(({ namespace, policy, fields }) => `${namespace}/${policy} ${fields}`),
            ].join(' '),
          )
          .join(', '),
      ).toBe(hops)
  })

  it('says of each rule that does not match which field keeps it from that, and what there is instead', async () => {
    const { answers } = await ask({
      from: bookinfo('details-v1'),
      to: bookinfo('ratings-v1'),
      ...get,
      method: 'PUT',
    })
    const [rule] = answers[0]?.hops.at(-1)?.rules ?? []
    expect(rule?.outcome).toBe('fails')
    expect(rule?.fields.map(({ says }) => says.text)).toEqual([
      'from[0].source.principals asks for cluster.local/ns/bookinfo/sa/bookinfo-reviews, and it is cluster.local/ns/bookinfo/sa/bookinfo-details.',
      'to[0].operation.methods asks for GET, and it is PUT.',
    ])
  })

  it('never calls allowed what policies out of the viewer’s sight could refuse', async () => {
    const { decision, answers } = await ask(
      { from: bookinfo('productpage-v1'), to: bookinfo('reviews-v1'), ...get },
      'editor',
    )
    expect(decision).toBe('UNKNOWN')
    expect(answers[0]?.doubts.map(({ text }) => text).join()).toMatch(/may not read .*istio-system/)
  })

  it.each<[string, AccessQuestionInput, Parameters<DemoContext['as']>[0], string]>([
    [
      'a target of another namespace for its editor',
      { to: shop('payment-v1') },
      'editor',
      'workload-not-found',
    ],
    [
      'a caller that is not there',
      { from: bookinfo('nobody'), to: bookinfo('reviews-v1') },
      'admin',
      'workload-not-found',
    ],
    ['no target', { to: { namespace: 'shop' } }, 'admin', 'access-target-one'],
    ['half a caller', { from: { namespace: 'shop' }, to: shop('payment-v1') }, 'admin', 'access-caller-half'],
    [
      'a service that is not there',
      { to: { namespace: 'shop', service: 'x' } },
      'admin',
      'service-not-found',
    ],
  ])('refuses %s', async (_, question, as, code) => {
    const thrown: unknown = await ask(question, as).catch((error: unknown) => error)
    expect(isProblem(thrown) && thrown.code).toBe(code)
  })
})
