import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationAsk } from '#contract/authorization.ts'
import { whatIf } from '#contract/what-if.ts'
import { explainAccess } from '#server/usecases/explain-access.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo?.stop())

const write = (spec: object) => ({
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: { name: 'odd', namespace: 'bookinfo' },
  spec: { selector: { matchLabels: { app: 'details' } }, ...spec },
})
const productpage = { namespace: 'bookinfo', workload: 'productpage-v1' }
const details = { namespace: 'bookinfo', workload: 'details-v1' }

async function ask(more: object = {}) {
  const input = authorizationAsk.input.parse({
    from: productpage,
    to: details,
    method: 'GET',
    path: '/x',
    ...more,
  })
  return authorizationAsk.output.parse(await explainAccess(input, demo.as('admin')))
}

const namesOdd = (answer: Awaited<ReturnType<typeof ask>>) =>
  answer.answers.some(({ hops }) => hops.some(({ policies }) => policies.some(({ name }) => name === 'odd')))

/** A policy that came into the cluster while nobody looked, until the step has run. */
async function holding<Result>(spec: object, run: () => Promise<Result>): Promise<Result> {
  const { store } = demo.cluster
  store.put(write(spec))
  try {
    await expect.poll(async () => namesOdd(await ask())).toBe(true)
    return await run()
  } finally {
    store.remove('security.istio.io/v1', 'AuthorizationPolicy', 'bookinfo', 'odd')
    await expect.poll(async () => namesOdd(await ask())).toBe(false)
  }
}

const from = (source: object) => [{ from: [{ source }] }]

describe('a policy that istiod would refuse, and is in the cluster all the same', { timeout: 60_000 }, () => {
  it.each<[string, object]>([
    [
      'an unknown key of when',
      { action: 'DENY', rules: [{ when: [{ key: 'request.mood', values: ['bad'] }] }] },
    ],
    ['a block of addresses that is none', { action: 'DENY', rules: from({ ipBlocks: ['10.0.0.0/99'] }) }],
    ['a port that is none', { action: 'DENY', rules: [{ to: [{ operation: { ports: ['http'] } }] }] }],
    ['DENY without rules', { action: 'DENY' }],
    [
      'two templates for the rest of a path',
      { rules: [{ to: [{ operation: { paths: ['/{**}/a/{**}'] } }] }] },
    ],
    ['an action that nobody knows', { action: 'PERHAPS', rules: [{}] }],
  ])('%s is explained and never read as allowed', async (_, spec) => {
    await holding(spec, async () => {
      const answer = await ask()
      const [only] = answer.answers
      expect(['UNKNOWN', 'DENY', 'DEPENDS']).toContain(answer.decision)
      expect(only?.doubts.map(({ code }) => code)).toContain('access-doubt-refused')
      const odd = only?.hops.flatMap(({ policies }) => policies).find(({ name }) => name === 'odd')
      expect(odd?.faults.length).toBeGreaterThan(0)
    })
  })
})

describe('a policy of ten thousand rules', { timeout: 60_000 }, () => {
  const rules = Array.from({ length: 10_000 }, (_, index) => ({
    from: [{ source: { namespaces: [`nobody-${index}`] } }],
    to: [{ operation: { paths: ['/{*}/{*}/{*}/{**}', '*aaaaaaaaaaaaaaaaaaaa'] } }],
  }))

  it('is tried as what is not saved is, or said to be too long, and stores nothing', async () => {
    const input = whatIf.input.parse({
      yaml: JSON.stringify(write({ action: 'DENY', rules })),
      rangeSeconds: 60,
    })
    const answer = whatIf.output.parse(await readWhatIf(input, demo.as('admin')))
    expect(answer.tried || answer.problems.some(({ severity }) => severity === 'error')).toBe(true)
    expect(namesOdd(await ask())).toBe(false)
  })
})
