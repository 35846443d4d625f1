import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policyProposals } from '#contract/policy-proposals.ts'
import { whatIf } from '#contract/what-if.ts'
import { listPolicyProposals } from '#server/usecases/list-policy-proposals.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'
import {
  type DemoUser,
  startTracedDemo,
  type TracedDemo,
} from '#server/usecases/stages/traced-demo.test-support.ts'

let traced: TracedDemo
beforeAll(async () => {
  traced = await startTracedDemo({ timeoutSeconds: 5 })
}, 30_000)
afterAll(() => traced?.stop())

const propose = async (input: object, user: DemoUser = 'admin') =>
  policyProposals.output.parse(
    await listPolicyProposals(policyProposals.input.parse({ rangeSeconds: 120, ...input }), traced.as(user)),
  )

describe('policies from observed traffic', () => {
  it('name who came, on which ports, with how much it rests on, and only count at first', async () => {
    const { proposals } = await propose({ namespace: 'bookinfo', workload: 'details-v1' })
    const [proposal] = proposals
    expect(proposals.length).toBe(1)
    expect(proposal?.manifest).toEqual({
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: {
        name: 'details-v1-callers',
        namespace: 'bookinfo',
        annotations: { 'istio.io/dry-run': 'true' },
      },
      spec: {
        selector: { matchLabels: { app: 'details', version: 'v1' } },
        action: 'ALLOW',
        rules: [
          {
            from: [{ source: { principals: ['cluster.local/ns/bookinfo/sa/bookinfo-productpage'] } }],
            to: [{ operation: { ports: ['9080'] } }],
          },
        ],
      },
    })
    expect(proposal?.callers).toMatchObject([{ sources: ['bookinfo/productpage-v1'] }])
    expect(proposal?.callers[0]?.requests).toBeGreaterThan(10)
    expect(proposal?.remarks.map(({ code }) => code)).toEqual([
      'proposal-rests',
      'proposal-short',
      'proposal-allowed-already',
    ])
  })

  it('name methods and paths where single requests told them, and how many did', async () => {
    const { proposals } = await propose({
      namespace: 'bookinfo',
      workload: 'details-v1',
      detail: 'requests',
      as: 'enforced',
    })
    const [proposal] = proposals
    expect(proposal?.manifest['metadata']).not.toHaveProperty('annotations')
    expect(proposal?.manifest['spec']).toMatchObject({
      rules: [{ to: [{ operation: { methods: ['GET'], paths: ['/details/{*}'], ports: ['9080'] } }] }],
    })
    expect(proposal?.callers[0]?.sampled).toBeGreaterThan(0)
    expect(proposal?.remarks.map(({ code }) => code)).toContain('proposal-sampled')
  })

  it.each(['bookinfo', 'shop', 'loyalty'])(
    'enforced for every workload of %s they refuse nobody who was seen with an identity',
    async (namespace) => {
      const { proposals } = await propose({ namespace, as: 'enforced' })
      const yaml = proposals.map(({ manifest }) => JSON.stringify(manifest)).join('\n---\n')
      const answer = await readWhatIf(whatIf.input.parse({ yaml, rangeSeconds: 120 }), traced.as('admin'))
      const { tried, edges } = whatIf.output.parse(answer)
      expect({ tried, proposals: proposals.length > 3 }).toEqual({ tried: true, proposals: true })
      const refused = edges.filter(
        ({ effect, principal }) => ['refused', 'depends'].includes(effect) && principal !== undefined,
      )
      expect(
        refused.map(({ source, destination }) => `${source?.workload} > ${destination?.workload}`),
      ).toEqual([])
    },
  )

  it('say that who comes in plain text would be refused', async () => {
    const { proposals } = await propose({ namespace: 'shop', workload: 'inventory-v1' })
    expect(proposals[0]?.callers.some(({ principal }) => principal === '')).toBe(true)
    expect(JSON.stringify(proposals[0]?.manifest)).not.toContain('""')
    expect(proposals[0]?.remarks.map(({ code }) => code)).toContain('proposal-plaintext')
  })

  it('ask a waypoint by the service, and a ztunnel by identity and port alone', async () => {
    const { proposals } = await propose({ namespace: 'loyalty', detail: 'requests' })
    const find = (name: string) => proposals.find(({ workload }) => workload.name === name)
    expect(find('ledger-v1')?.manifest['spec']).toMatchObject({ targetRefs: [{ name: 'ledger' }] })
    for (const { manifest, remarks } of proposals) {
      const isLayer4 = !JSON.stringify(manifest).includes('targetRefs')
      if (!isLayer4) continue
      expect(JSON.stringify(manifest)).not.toMatch(/methods|paths/)
      expect(remarks.map(({ code }) => code)).toContain('proposal-ztunnel-dry-run')
    }
  })

  it('are of what the viewer may see, and of nothing where no traffic is known', async () => {
    await expect(propose({ namespace: 'shop' }, 'editor')).rejects.toMatchObject({ kind: 'not-found' })
    await expect(propose({ namespace: 'shop', workload: 'none' })).rejects.toMatchObject({
      kind: 'not-found',
    })
    traced.demo.prometheus.setFault({ answer: '5xx' })
    const answer = await propose({ namespace: 'bookinfo', rangeSeconds: 180 }).finally(() =>
      traced.demo.prometheus.setFault(undefined),
    )
    expect(answer).toMatchObject({ proposals: [], notices: [{ code: 'access-without-traffic' }] })
  })
})
