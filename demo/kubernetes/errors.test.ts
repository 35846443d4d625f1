import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const recorded = new URL('../../../shared/recorded/kubernetes/', import.meta.url)
const mesh = '/apis/networking.istio.io/v1'
const inBookinfo = `${mesh}/namespaces/bookinfo/virtualservices`

const cases: readonly (readonly [file: string, path: string, ask: Ask])[] = [
  ['error-401', '/api/v1/namespaces', { as: 'stranger' }],
  ['error-403-create', inBookinfo, { as: 'auditor', method: 'POST', body: '{}' }],
  ['error-403-list-all', `${mesh}/virtualservices`, { as: 'editor' }],
  ['error-403-namespaces', '/api/v1/namespaces', { as: 'editor' }],
  ['error-404-object', `${inBookinfo}/nope`, {}],
  ['error-log-404-pod', '/api/v1/namespaces/bookinfo/pods/nope/log', {}],
  ['error-405', '/version', { method: 'DELETE' }],
  [
    'error-415',
    `${inBookinfo}/bookinfo`,
    { method: 'PATCH', body: '{}', headers: { 'content-type': 'application/json' } },
  ],
  ['error-400-continue', '/api/v1/pods?limit=1&continue=xyz', {}],
  [
    'error-410-list-rv',
    '/api/v1/namespaces/bookinfo/pods?resourceVersion=1&resourceVersionMatch=Exact&limit=1',
    {},
  ],
  [
    'error-410-continue',
    '/api/v1/pods?limit=1&continue=eyJ2IjogIm1ldGEuazhzLmlvL3YxIiwgInJ2IjogMSwgInN0YXJ0IjogImJvb2tpbmZvL2FcdTAwMDAifQ',
    {},
  ],
]

describe.skipIf(!existsSync(recorded))('a refusal is worded as the recorded API server words it', () => {
  test.each(cases)('%s', async (file, path, ask) => {
    const text = readFileSync(new URL(`${file}.json`, recorded), 'utf8')
    // The recorded cluster's users have other names.
    const named = text.replaceAll('\\"viewer\\"', '\\"auditor\\"').replaceAll('bookinfo-dev', 'editor')
    const expected = JSON.parse(named)
    const answer = await cluster.ask(path, ask)
    expect(answer.status).toBe(expected.code)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.json).toEqual(expected)
  })

  test('a group that is not served is plain text', async () => {
    const answer = await cluster.ask('/apis/nope.example/v1/things')
    expect(answer.status).toBe(404)
    expect(answer.text).toBe(readFileSync(new URL('error-404-group.json', recorded), 'utf8'))
  })
})

test.each<[title: string, path: string, ask: Ask, status: number, message: string]>([
  ['no token', '/api/v1/pods', { as: 'anonymous' }, 401, 'Unauthorized'],
  [
    'a log without the right to it',
    '/api/v1/namespaces/bookinfo/pods/x/log',
    { as: 'nobody' },
    403,
    'pods "x" is forbidden: User "nobody" cannot get resource "pods/log" in API group "" in the namespace "bookinfo"',
  ],
  [
    'a path without the right to it',
    '/metrics',
    { as: 'nobody' },
    403,
    'forbidden: User "nobody" cannot get path "/metrics"',
  ],
  [
    'a namespace without the right to it',
    '/api/v1/namespaces/shop',
    { as: 'editor' },
    403,
    'namespaces "shop" is forbidden: User "editor" cannot get resource "namespaces" in API group "" in the namespace "shop"',
  ],
  [
    'a media type that nobody speaks',
    '/api/v1/pods',
    { headers: { accept: 'text/html' } },
    406,
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ',
  ],
  [
    'a version that is not yet',
    '/api/v1/pods?resourceVersion=99999999',
    {},
    504,
    'Timeout: Too large resource version: 99999999, current: ',
  ],
  [
    'a match without a version',
    '/api/v1/pods?resourceVersionMatch=Exact',
    {},
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  ],
  ['a version that is no number', '/api/v1/pods?resourceVersion=abc', {}, 400, 'invalid resource version'],
  [
    'initial events without a match',
    '/api/v1/pods?watch=1&sendInitialEvents=true',
    {},
    422,
    'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
  ],
  [
    'a field that has no index',
    '/api/v1/pods?fieldSelector=spec.foo%3D1',
    {},
    400,
    'field label not supported: spec.foo',
  ],
  [
    'a field of a kind without own ones',
    '/api/v1/configmaps?fieldSelector=data%3D1',
    {},
    400,
    '"data" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  [
    'a label selector that cannot be read',
    '/api/v1/pods?labelSelector=a%3D%3D%3Db',
    {},
    400,
    'unable to parse requirement',
  ],
  [
    'a write that is not allowed',
    '/api/v1/namespaces/shop/configmaps',
    { method: 'POST', body: '{}', as: 'editor' },
    403,
    'configmaps is forbidden: User "editor" cannot create resource "configmaps" in API group "" in the namespace "shop"',
  ],
  [
    'a create without a namespace',
    '/api/v1/pods',
    { method: 'POST', body: '{}' },
    405,
    'the server does not allow this method',
  ],
])('%s is refused', async (_title, path, ask, status, message) => {
  const answer = await cluster.ask(path, ask)
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status })
  expect(answer.json.message).toContain(message)
})

test.each(['/apis/networking.istio.io/v1/envoyfilters', '/apis/networking.istio.io/v9', '/nothing'])(
  '%s is not a path at all',
  async (path) => {
    const answer = await cluster.ask(path)
    expect([answer.status, answer.text]).toEqual([404, '404 page not found\n'])
  },
)
