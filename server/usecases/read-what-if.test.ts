import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whatIf } from '#contract/what-if.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
}, 30_000)
afterAll(() => demo?.stop())

const ask = async (yaml: string, more: object = {}, user: Parameters<DemoContext['as']>[0] = 'admin') =>
  whatIf.output.parse(await readWhatIf(whatIf.input.parse({ yaml, ...more }), demo.as(user)))

const policy = (spec: object, namespace = 'bookinfo', name = 'tried') =>
  JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name, namespace },
    spec,
  })
const productpage = 'cluster.local/ns/bookinfo/sa/bookinfo-productpage'
const nameEdge = ({
  source,
  service,
  destination,
  effect,
}: Awaited<ReturnType<typeof ask>>['edges'][number]) =>
  `${effect} ${source?.workload} > ${service.name} > ${destination?.workload}`

describe('what if a policy were there', () => {
  it('names the edges that it would refuse, with the rule that decides, and what follows from that', async () => {
    const answer = await ask(
      policy({
        action: 'DENY',
        selector: { matchLabels: { app: 'details' } },
        rules: [{ from: [{ source: { principals: [productpage] } }] }],
      }),
    )
    expect(answer).toMatchObject({
      tried: true,
      problems: [],
      documents: [{ kind: 'AuthorizationPolicy', namespace: 'bookinfo', operation: 'create' }],
    })
    const [edge] = answer.edges
    expect(answer.edges.map(nameEdge)).toEqual(['refused productpage-v1 > details > details-v1'])
    expect(edge).toMatchObject({
      principal: productpage,
      port: 9080,
      decidedBefore: { decision: 'DEPENDS', decidedBy: [{ policy: 'allow-details' }] },
      decidedAfter: {
        decision: 'DENY',
        hop: { kind: 'server', at: { namespace: 'bookinfo', name: 'details-v1' } },
        decidedBy: [{ namespace: 'bookinfo', policy: 'tried', rule: 0 }],
      },
    })
    expect(edge?.refusedAfter).toBeGreaterThan(0.1)
    expect(answer.refusedPerSecond).toBeCloseTo(edge?.refusedAfter ?? 0, 6)
  })

  it('says that it depends on headers, which nothing tells, and gives no number', async () => {
    const { edges } = await ask(
      policy({
        action: 'DENY',
        selector: { matchLabels: { app: 'details' } },
        rules: [{ when: [{ key: 'request.headers[x-tried]', values: ['yes'] }] }],
      }),
    )
    const edge = edges.find(({ source }) => source?.workload === 'productpage-v1')
    expect(edge).toMatchObject({
      effect: 'depends',
      decidedAfter: { decision: 'DEPENDS', decidedBy: [{ fields: ['when[0].values'] }] },
    })
    expect(edge).not.toHaveProperty('refusedAfter')
  })

  it('tries several objects as one, and none where one of them has a fault', async () => {
    const deny = { action: 'DENY', selector: { matchLabels: { app: 'details' } }, rules: [{}] }
    const both = await ask(
      `${policy(deny)}\n---\n${policy({ ...deny, selector: { matchLabels: { app: 'ratings' } } }, 'bookinfo', 'other')}`,
    )
    const refused = both.edges.filter(({ effect }) => effect === 'refused')
    expect(new Set(refused.map(({ service }) => service.name))).toEqual(new Set(['details', 'ratings']))
    const faulty = await ask(`${policy(deny)}\n---\n${policy({ action: 'NEVER' })}`)
    expect(faulty).toMatchObject({ tried: false, edges: [] })
    expect(faulty.problems).toMatchObject([{ severity: 'error', document: 1, line: 3 }])
  })

  it('says that a dry run refuses nobody, and what it would do in force', async () => {
    const spec = { action: 'DENY', selector: { matchLabels: { app: 'details' } }, rules: [{}] }
    const trial = JSON.parse(policy(spec))
    trial.metadata.annotations = { 'istio.io/dry-run': 'true' }
    const asIs = await ask(JSON.stringify(trial))
    expect(asIs).toMatchObject({
      edges: [],
      documents: [{ dryRun: true }],
      notes: [{ code: 'what-if-dry-run' }],
    })
    const enforced = await ask(JSON.stringify(trial), { dryRun: 'enforced' })
    expect(enforced.notes).toEqual([])
    expect(enforced.edges.map(nameEdge)).toContain('refused productpage-v1 > details > details-v1')
  })

  const many = (count: number) =>
    policy({
      selector: { matchLabels: { app: 'details' } },
      action: 'ALLOW',
      rules: Array.from({ length: count }, (_, at) => ({
        from: [{ source: { principals: [`a/ns/n${at}/sa/*`] } }],
        to: [{ operation: { paths: [`/a${at}/{*}/b`] } }],
      })),
    })

  it('a policy of 10,000 rules is tried or its fault is told, and opens nothing', async () => {
    const { tried, counts, problems } = await ask(many(10_000))
    // A slow machine gives up on the text, and says so.
    const isTold = problems.some(({ severity, message }) => severity === 'error' && /\w/.test(message))
    expect({ answered: tried || isTold, opened: counts.opened }).toEqual({ answered: true, opened: 0 })
  }, 60_000)

  it('says of RequestAuthentication that nothing tells which requests bring a token', async () => {
    const rule = { issuer: 'https://issuer.example', jwks: '{"keys":[]}' }
    const yaml = policy({ jwtRules: [rule] }).replace('AuthorizationPolicy', 'RequestAuthentication')
    const { tried, notes } = await ask(yaml)
    expect({ tried, notes: notes.map(({ code }) => code) }).toEqual({
      tried: true,
      notes: ['what-if-tokens'],
    })
  })

  it('cuts to the viewer: what lies elsewhere is neither counted nor named, and is said to be left out', async () => {
    const deny = policy({ action: 'DENY', rules: [{}] }, 'istio-system')
    const all = await ask(deny)
    const few = await ask(deny, {}, 'editor')
    expect(all.edges.some(({ source }) => source?.namespace === 'shop')).toBe(true)
    expect(few.edges.length).toBeGreaterThan(0)
    expect(few.counts.seen).toBeLessThan(all.counts.seen)
    expect(JSON.stringify(few)).not.toMatch(/shop|warehouse|loyalty/)
    expect(few.notes.map(({ code }) => code)).toContain('blast-hidden')
    expect(few.documents).toMatchObject([{ operation: 'unknown' }])
  })

  it('answers without a Prometheus that nothing is known of traffic, not that nothing would change', async () => {
    demo.prometheus.setFault({ answer: '5xx' })
    const answer = await ask(policy({ action: 'DENY', rules: [{}] }), { rangeSeconds: 300 })
    demo.prometheus.setFault(undefined)
    expect(answer).toMatchObject({ tried: true, edges: [], notes: [{ code: 'blast-unknown' }] })
  })
})
