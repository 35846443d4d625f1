import { expect, test } from 'vitest'
import type { KubernetesStatus } from '#server/adapters/kubernetes/types.ts'
import { Problem } from '#server/problem.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

const problem = new Problem({
  kind: 'unavailable',
  code: 'kubernetes-unreachable',
  params: { address: 'https://10.0.0.1' },
  adapter: 'kubernetes',
})
const base = { address: 'https://10.0.0.1', sinceMs: 50_000, unseen: [], problem }
const failing = (...kinds: KubernetesStatus['unseen'][number]['kind'][]) =>
  kinds.map((kind) => ({ kind, reason: 'failing' as const }))

test.each<[string, KubernetesStatus, string | undefined]>([
  ['nothing while all is followed', { ...base, state: 'ok' }, undefined],
  [
    'the age of what was told last',
    { ...base, state: 'down', lastGoodMs: 40_000 },
    'What is told of the cluster is 60 s old: The Kubernetes API cannot be reached.',
  ],
  [
    'since when nothing came, where nothing ever did',
    { ...base, state: 'down' },
    'What is told of the cluster is 50 s old: The Kubernetes API cannot be reached.',
  ],
  [
    'which kinds may be old',
    { ...base, state: 'degraded', unseen: failing('Pod', 'Service') },
    'What is told of Pod, Service may be old: The Kubernetes API cannot be reached.',
  ],
  [
    'a few of many kinds',
    { ...base, state: 'degraded', unseen: failing('Pod', 'Service', 'Job', 'Sidecar', 'CronJob') },
    'What is told of Pod, Service, Job, Sidecar, … may be old: The Kubernetes API cannot be reached.',
  ],
  [
    'nothing of kinds that are merely not there',
    { ...base, state: 'degraded', unseen: [{ kind: 'Gateway', reason: 'not-served' }] },
    undefined,
  ],
])('an answer says %s', (_name, status, text) => {
  expect(tellCluster(status, 100_000)[0]?.text).toBe(text)
})

const day = 86_400_000
test.each<[number, string]>([
  [0, 'a moment ago'],
  [60_000, '1 minute ago'],
  [90 * 60_000, '90 minutes ago'],
  [5 * 3_600_000, '5 hours ago'],
  [90 * day, '90 days ago'],
])('an answer of files that are %d ms old says so', (ageMs, words) => {
  const takenMs = Date.parse('2026-03-01T09:05:30Z')
  const status: KubernetesStatus = { ...base, state: 'ok', files: { path: 'a.tgz', takenMs } }
  expect(tellCluster(status, takenMs + ageMs)[0]?.text).toBe(
    `Everything shown is from files of 2026-03-01 09:05 UTC, ${words}; nothing of it is of now.`,
  )
})
