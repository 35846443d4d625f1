import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whatIf } from '#contract/what-if.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import { startTracedDemo, type TracedDemo } from '#server/usecases/stages/traced-demo.test-support.ts'

let traced: TracedDemo
beforeAll(async () => {
  traced = await startTracedDemo()
}, 30_000)
afterAll(() => traced?.stop())

/** A policy of DENY for details by what a request says. */
async function deny(operation: object, when: readonly object[] = [], storeUrl?: string) {
  const yaml = JSON.stringify({
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'tried', namespace: 'bookinfo' },
    spec: {
      action: 'DENY',
      selector: { matchLabels: { app: 'details' } },
      rules: [{ to: [{ operation }], ...(when.length > 0 ? { when } : {}) }],
    },
  })
  const context = traced.as('admin', {}, storeUrl)
  const answer = await readWhatIf(whatIf.input.parse({ yaml, rangeSeconds: 120 }), context)
  const told = whatIf.output.parse(answer)
  return { ...told, edge: told.edges.find(({ source }) => source?.workload === 'productpage-v1') }
}

describe('what a policy makes of methods and paths, by the single requests that traces tell', () => {
  it('a path that all of them have refuses all of them', async () => {
    const { edge } = await deny({ paths: ['/details/*'], methods: ['GET'] })
    expect(edge).toMatchObject({ effect: 'refused', sampled: { undecided: 0, refusedBefore: 0 } })
    expect(edge?.sampled?.requests).toBeGreaterThan(0)
    expect(edge?.sampled?.refusedAfter).toBe(edge?.sampled?.requests)
    expect(edge?.refusedAfter).toBeCloseTo(edge?.after ?? 0, 6)
  })

  it('a path that none of them has refuses none of them, which is not said of those that were not looked at', async () => {
    const { edge, notes } = await deny({ paths: ['/admin/*'] })
    expect(edge).toMatchObject({
      effect: 'depends',
      refusedAfter: 0,
      sampled: { refusedAfter: 0, undecided: 0 },
    })
    expect(edge?.sampled?.requests).toBeGreaterThan(0)
    expect(notes).toEqual([])
  })

  it('what depends on more than a trace tells stays open, with how many requests were looked at', async () => {
    const { edge } = await deny({ paths: ['/details/*'] }, [
      { key: 'request.headers[x-request-kind]', values: ['batch'] },
    ])
    expect(edge).toMatchObject({ effect: 'depends', decidedAfter: { decision: 'DEPENDS' } })
    expect(edge?.sampled?.undecided).toBeGreaterThan(0)
    expect(edge).not.toHaveProperty('refusedAfter')
  })

  it('without a store by the access logs of the proxies, which is said', async () => {
    const { edge, notes } = await deny({ paths: ['/details/*'] }, [], 'http://127.0.0.1:9')
    expect(notes.map(({ code }) => code)).toEqual(['what-if-tracing-failed'])
    expect(edge).toMatchObject({ effect: 'refused', sampled: { from: 'access-logs', undecided: 0 } })
    expect(edge?.sampled?.requests).toBeGreaterThan(0)
  })
})
