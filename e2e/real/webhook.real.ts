import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runRows } from '#e2e/real/fidelity/run-rows.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import { judgeBoth } from '#e2e/real/webhook/judge-both.ts'
import { openWebhookCluster, type WebhookCluster } from '#e2e/real/webhook/open-webhook.ts'
import { readRealSettings } from '#e2e/support/real-settings.ts'
import { candidateKinds } from '#tools/verdicts/webhook/judge-candidate.ts'

/** Generated objects of every kind, set before a real API server that asks a real istiod, and before the preview. */
const seeds = Array.from({ length: readRealSettings().webhookObjects }, (_, at) => at + 1)
const atOnce = 8
const seen = { ok: 0, schema: 0, webhook: 0 }
let cluster: WebhookCluster

beforeAll(async () => {
  cluster = await openWebhookCluster(await buildPrograms())
})
afterAll(async () => {
  await cluster?.stop()
  const { ok, schema, webhook } = seen
  console.log(`\nwebhook: ${ok} objects are taken, ${schema} refused by schemas, ${webhook} by istiod`)
})

describe('what the preview says of a text without a cluster, a cluster with istiod’s webhook says too', () => {
  test.each(candidateKinds)('of each generated $name', async (of) => {
    const judge = async (seed: number) => {
      const { theirs, differences } = await judgeBoth(of, seed, cluster.admin)
      seen[theirs] += 1
      return differences
    }
    expect((await runRows(seeds, judge, atOnce)).flat()).toEqual([])
  })

  test('and of the objects many are taken, many refused by their schema, many by istiod', () => {
    const all = seen.ok + seen.schema + seen.webhook
    for (const count of [seen.ok, seen.schema, seen.webhook]) expect(count / all).toBeGreaterThan(0.08)
  })
})
