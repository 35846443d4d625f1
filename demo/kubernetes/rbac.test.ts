import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserName } from '#demo/kubernetes/users.ts'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster({ now: () => Date.parse('2026-11-21T12:00:00Z') })
})
afterAll(() => cluster.handle.stop())

const recorded = new URL('../../../shared/recorded/kubernetes/', import.meta.url)
const virtualServices = 'virtualservices.networking.istio.io'

/** What each user may: admin, editor, auditor, nobody. */
const matrix: readonly [verb: string, resource: string, namespace: string, allowed: string][] = [
  ['list', 'namespaces', '', 'admin auditor'],
  ['get', 'namespaces', 'bookinfo', 'admin editor auditor'],
  ['list', 'pods', '', 'admin'],
  ['list', 'pods', 'bookinfo', 'admin editor auditor'],
  ['list', 'pods', 'shop', 'admin auditor'],
  ['watch', 'pods', 'shop', 'admin auditor'],
  ['list', 'pods', 'demo-forbidden', 'admin'],
  ['list', virtualServices, '', 'admin'],
  ['list', virtualServices, 'bookinfo', 'admin editor auditor'],
  ['create', virtualServices, 'bookinfo', 'admin editor'],
  ['patch', virtualServices, 'bookinfo', 'admin editor'],
  ['delete', virtualServices, 'shop', 'admin'],
  ['list', 'secrets', 'bookinfo', 'admin editor'],
  ['list', 'secrets', 'istio-ingress', 'admin'],
  ['get', 'pods/log', 'shop', 'admin auditor'],
  ['create', 'pods/portforward', 'bookinfo', 'admin editor'],
  ['list', 'gatewayclasses.gateway.networking.k8s.io', '', 'admin auditor'],
  ['list', 'clusterroles.rbac.authorization.k8s.io', '', 'admin'],
]

describe.each(matrix)('%s %s in "%s"', (verb, path, namespace, allowed) => {
  const [full = '', ...group] = path.split('.')
  const [resource, subresource] = full.split('/')

  test.each<UserName>(['admin', 'editor', 'auditor', 'nobody'])(
    '%s gets the answer of its roles',
    async (as) => {
      const review = await cluster.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        as,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: {
            resourceAttributes: {
              verb,
              resource,
              group: group.join('.'),
              ...(namespace ? { namespace } : {}),
              ...(subresource ? { subresource } : {}),
            },
          },
        }),
      })
      expect(review.status).toBe(201)
      expect(review.json.status.allowed).toBe(allowed.split(' ').includes(as))
    },
  )
})

test.each<[UserName, number, number, number]>([
  ['admin', 200, 200, 200],
  ['editor', 403, 200, 403],
  ['auditor', 200, 200, 403],
  ['nobody', 403, 403, 403],
])('%s is answered as reviewed: namespaces, bookinfo, demo-forbidden', async (as, all, own, hidden) => {
  const read = async (path: string) => (await cluster.ask(path, { as })).status
  expect(await read('/api/v1/namespaces')).toBe(all)
  expect(await read('/api/v1/namespaces/bookinfo/pods')).toBe(own)
  expect(await read('/api/v1/namespaces/demo-forbidden/pods')).toBe(hidden)
  expect(await read('/apis')).toBe(200)
})

const review = async (as: UserName, resource: string, body: object) =>
  cluster.ask(`/apis/${resource}`, {
    as,
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'user-agent': 'curl/8' },
  })

test('a rules review of nobody holds what every signed-in user may, as recorded', async () => {
  const answer = await review('nobody', 'authorization.k8s.io/v1/selfsubjectrulesreviews', {
    spec: { namespace: 'bookinfo' },
  })
  expect(answer.status).toBe(201)
  expect(answer.json.status.resourceRules).toHaveLength(2)
  const file = new URL('ssrr-nobody.json', recorded)
  if (existsSync(file)) expect(answer.json).toEqual(JSON.parse(readFileSync(file, 'utf8')))
})

test('a rules review tells rights that hold in that namespace alone', async () => {
  const rulesIn = async (namespace: string) =>
    (await review('editor', 'authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace } })).json
      .status.resourceRules
  expect(JSON.stringify(await rulesIn('bookinfo'))).toContain('networking.istio.io')
  expect(JSON.stringify(await rulesIn('shop'))).not.toContain('networking.istio.io')
})

test('an access review names the binding that allows, in the recorded form', async () => {
  const spec = {
    resourceAttributes: {
      namespace: 'bookinfo',
      verb: 'create',
      group: 'networking.istio.io',
      resource: 'virtualservices',
    },
  }
  const { json } = await review('editor', 'authorization.k8s.io/v1/selfsubjectaccessreviews', { spec })
  expect(json.status.reason).toBe(
    'RBAC: allowed by RoleBinding "bookinfo-editor/bookinfo" of Role "bookinfo-editor" to Group "bookinfo-editors"',
  )
  const file = new URL('ssar-viewer-create-vs.json', recorded)
  if (!existsSync(file)) return
  const expected = JSON.parse(readFileSync(file, 'utf8'))
  const refused = await review('auditor', 'authorization.k8s.io/v1/selfsubjectaccessreviews', { spec })
  expected.metadata.managedFields[0].time = '2026-11-21T12:00:00Z'
  expect(refused.json).toEqual(expected)
})

test('everybody may ask who they are', async () => {
  const { status, json } = await review('nobody', 'authentication.k8s.io/v1/selfsubjectreviews', {})
  expect(status).toBe(201)
  expect(json).toEqual({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp: '2026-11-21T12:00:00Z' },
    status: {
      userInfo: { username: 'nobody', uid: 'u-nobody', groups: ['nobodies', 'system:authenticated'] },
    },
  })
})

test.each([
  [
    '{oops',
    'application/json',
    400,
    "json parse error: invalid character 'o' looking for beginning of object key string ({oops)",
  ],
  ['{}', 'text/plain', 415, 'the body of the request was in an unknown format'],
  ['', 'application/json', 400, 'json parse error: unexpected end of JSON input (<empty>)'],
  ['[]', 'application/json', 400, 'json: cannot unmarshal array into Go value of type struct'],
  [
    '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectRulesReview"}',
    'application/json',
    400,
    'converting (v1.SelfSubjectRulesReview) to (authorization.SelfSubjectAccessReview): unknown conversion',
  ],
  [
    '{"apiVersion":"nope.example/v1","kind":"SelfSubjectAccessReview"}',
    'application/json',
    400,
    'no kind "SelfSubjectAccessReview" is registered for version "nope.example/v1"',
  ],
  ['{"spec":{}}', 'application/json', 422, 'exactly one of nonResourceAttributes or resourceAttributes'],
])('a review with the body %s as %s is %i', async (body, type, status, message) => {
  const answer = await cluster.ask('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  })
  expect(answer.status).toBe(status)
  expect(answer.json.message).toContain(message)
})

test('tokens differ between users and between starts', async () => {
  const other = await startCluster()
  const tokens = [...cluster.handle.users, ...other.handle.users].map(({ token }) => token)
  await other.handle.stop()
  expect(new Set(tokens).size).toBe(8)
})
