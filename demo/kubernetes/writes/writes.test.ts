import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ask, startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

/** The rest of what kube-apiserver says to writes is held by `e2e/real/fidelity/kubernetes-writes.real.ts`. */
let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const maps = '/api/v1/namespaces/bookinfo/configmaps'
const routes = '/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices'
const send = (method: string, path: string, body: unknown, type = 'application/json', more: Ask = {}) =>
  cluster.ask(path, {
    method,
    headers: { 'content-type': type, 'user-agent': 'test/1' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  })
const route = (name: string, spec: object) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name },
  spec,
})
const good = { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' } }] }] }

/** Everything that the store holds, by its newest version. */
const version = () => cluster.handle.store.resourceVersion()

describe('bad input is refused and leaves the world unharmed', () => {
  const patch = `${routes}/reviews`
  const merge = 'application/merge-patch+json'
  const apply = 'application/apply-patch+yaml'
  test.each([
    ['no JSON', 'POST', maps, '{oops', 'application/json', 400],
    ['nothing', 'POST', maps, '', 'application/json', 400],
    ['a list', 'POST', maps, '[]', 'application/json', 400],
    ['another media type', 'POST', maps, '{}', 'text/plain', 415],
    ['another kind', 'POST', maps, '{"kind":"Secret","apiVersion":"v1"}', 'application/json', 400],
    ['a kind that nobody serves', 'POST', `${maps}s`, '{}', 'application/json', 404],
    ['bytes that are no protobuf', 'POST', maps, 'k8s', 'application/vnd.kubernetes.protobuf', 400],
    ['half a protobuf', 'POST', maps, 'k8s\0\n\x7f', 'application/vnd.kubernetes.protobuf', 400],
    ['YAML that is none', 'POST', maps, 'a: {b', 'application/yaml', 400],
    ['a name that is none', 'POST', maps, '{"metadata":{"name":"A_B"}}', 'application/json', 422],
    [
      'a prototype',
      'POST',
      `${maps}?fieldValidation=Strict`,
      '{"metadata":{"name":"p"},"__proto__":{"a":1}}',
      'application/json',
      400,
    ],
    ['very deep JSON', 'POST', maps, '['.repeat(200_000), 'application/json', 400],
    ['more than 3 MiB', 'POST', maps, 'x'.repeat(5_000_000), 'application/json', 413],
    ['a patch of no type', 'PATCH', patch, '{}', 'application/json', 415],
    ['a patch that is a list', 'PATCH', patch, '[]', merge, 400],
    ['a patch of a wrong type', 'PATCH', patch, '{"spec":{"hosts":3}}', merge, 422],
    [
      'an operation that cannot be done',
      'PATCH',
      patch,
      '[{"op":"remove","path":"/x/y"}]',
      'application/json-patch+json',
      422,
    ],
    ['an apply without a manager', 'PATCH', patch, '{}', apply, 422],
    [
      'a stale version',
      'PUT',
      patch,
      { ...route('reviews', good), metadata: { name: 'reviews', resourceVersion: '1' } },
      'application/json',
      409,
    ],
    ['options that are none', 'DELETE', patch, '{oops', 'application/json', 500],
  ])('%s', async (_title, method, path, body, type, status) => {
    const before = version()
    const answer = await send(method, path, body, type)
    expect(answer.status).toBe(status)
    if (status !== 404) expect(answer.json).toMatchObject({ kind: 'Status', status: 'Failure', code: status })
    expect(version()).toBe(before)
  })

  test('an object that is more than etcd takes', async () => {
    const data = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`k${at}`, 'x'.repeat(60_000)]))
    const before = version()
    const spec = { ...good, http: [{ ...good.http[0], headers: { request: { set: data } } }] }
    const { status, json } = await send('POST', routes, route('huge', spec))
    expect([status, json.message]).toEqual([500, 'etcdserver: request is too large'])
    expect(version()).toBe(before)
  })
})

describe('who may not write', () => {
  test.each([
    ['auditor', 'POST', maps, 403],
    ['auditor', 'DELETE', `${routes}/reviews`, 403],
    ['auditor', 'PATCH', `${routes}/reviews?fieldManager=x`, 403],
    ['nobody', 'PUT', `${routes}/reviews`, 403],
    ['editor', 'POST', '/api/v1/namespaces/shop/configmaps', 403],
    ['editor', 'DELETE', '/api/v1/namespaces/bookinfo', 403],
    ['stranger', 'POST', maps, 401],
  ] as const)('%s may not %s %s', async (as, method, path, status) => {
    const before = version()
    expect((await send(method, path, '{}', 'application/json', { as })).status).toBe(status)
    expect(version()).toBe(before)
  })

  test('the editor may write in its namespace', async () => {
    const made = await cluster.ask(routes, {
      method: 'POST',
      as: 'editor',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(route('of-editor', good)),
    })
    expect(made.status).toBe(201)
  })
})

describe('istiod’s webhook', () => {
  const bad = { hosts: ['a'], http: [{ route: [{ destination: { host: 'a' }, weight: -3 }] }] }

  test('refuses what it would refuse, by every verb, also in a dry run', async () => {
    const merge = 'application/merge-patch+json'
    const apply = 'application/apply-patch+yaml'
    for (const answer of [
      await send('POST', routes, route('bad', bad)),
      await send('POST', `${routes}?dryRun=All`, route('bad', bad)),
      await send('PATCH', `${routes}/reviews`, { spec: bad }, merge),
      await send('PATCH', `${routes}/reviews?fieldManager=x&force=true`, route('reviews', bad), apply),
    ]) {
      expect(answer.status).toBe(400)
      expect(answer.json.message).toMatch(
        /^admission webhook "validation.istio.io" denied the request: configuration is invalid: /,
      )
    }
  })

  test('warns of what it lets through', async () => {
    const [first] = good.http
    const unreachable = { ...good, http: [first, { match: [{ uri: { prefix: '/x' } }], ...first }] }
    const { status, headers } = await send('POST', `${routes}?dryRun=All`, route('warned', unreachable))
    expect(status).toBe(201)
    expect(headers.get('warning')).toMatch(/^299 - "/)
  })
})

describe('changes reach who watches', () => {
  test('each write is one event, in order, and a dry run none', async () => {
    const since = version()
    const path = `${maps}?watch=1&timeoutSeconds=3&resourceVersion=${since}&labelSelector=watched`
    const events: [string, string, string][] = []
    const watching = (async () => {
      for await (const { type, object } of cluster.watch(path)) {
        events.push([type, object.metadata.name, object.data?.a])
        if (type === 'DELETED') return
      }
    })()
    const labels = { watched: 'yes' }
    await send('POST', maps, { metadata: { name: 'seen', labels }, data: { a: '1' } })
    await send('POST', `${maps}?dryRun=All`, { metadata: { name: 'unseen', labels }, data: { a: '1' } })
    await send('PUT', `${maps}/seen`, { metadata: { name: 'seen', labels }, data: { a: '1' } })
    await send('PATCH', `${maps}/seen`, { data: { a: '2' } }, 'application/merge-patch+json')
    await send('DELETE', `${maps}/seen`, '')
    await watching
    expect(events).toEqual([
      ['ADDED', 'seen', '1'],
      ['MODIFIED', 'seen', '2'],
      ['DELETED', 'seen', '2'],
    ])
  })

  test('a name is generated, and the generation counts changes of the spec alone', async () => {
    const made = await send('POST', routes, { ...route('', good), metadata: { generateName: 'made-' } })
    const { name, generation, uid } = made.json.metadata
    expect([name, generation]).toEqual([expect.stringMatching(/^made-[a-z0-9]{5}$/), 1])
    const merge = 'application/merge-patch+json'
    const labelled = await send('PATCH', `${routes}/${name}`, { metadata: { labels: { a: 'b' } } }, merge)
    const changed = await send('PATCH', `${routes}/${name}`, { spec: { hosts: ['b'] } }, merge)
    expect([labelled, changed].map(({ json }) => [json.metadata.generation, json.metadata.uid])).toEqual([
      [1, uid],
      [2, uid],
    ])
  })
})
