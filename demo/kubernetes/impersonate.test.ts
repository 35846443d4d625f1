import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const review = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const askWho = (as: 'admin' | 'nobody', headers: Record<string, string>) =>
  cluster.ask(review, {
    as,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' }),
  })

test('a request is made as whom its bearer may impersonate, who counts as authenticated', async () => {
  const answer = await askWho('admin', { 'impersonate-user': 'ann', 'impersonate-group': 'mesh-auditors' })
  expect(answer.json.status.userInfo).toMatchObject({
    username: 'ann',
    groups: ['mesh-auditors', 'system:authenticated'],
  })
  const pods = await cluster.ask('/api/v1/namespaces/shop/pods', {
    headers: { 'impersonate-user': 'ann', 'impersonate-group': 'nobodies' },
  })
  expect([pods.status, pods.json.message]).toEqual([403, expect.stringContaining('User "ann" cannot list')])
})

test('each of user, group, uid and extra needs its own right', async () => {
  for (const [name, resource] of [
    ['impersonate-group', 'groups'],
    ['impersonate-uid', 'uids'],
    ['impersonate-extra-scopes', 'userextras'],
  ] as const) {
    expect((await askWho('admin', { 'impersonate-user': 'ann', [name]: 'x' })).status, resource).toBe(201)
  }
  const refused = await askWho('nobody', { 'impersonate-user': 'admin' })
  expect([refused.status, refused.json.message]).toEqual([
    403,
    'users "admin" is forbidden: User "nobody" cannot impersonate resource "users" in API group "" at the cluster scope',
  ])
})

test('groups without a user are refused', async () => {
  expect((await askWho('admin', { 'impersonate-group': 'system:masters' })).status).toBe(400)
})
