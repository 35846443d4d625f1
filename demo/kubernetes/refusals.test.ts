import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCluster, type TestCluster, takeEvents } from '#demo/testing/kubernetes-client.ts'

/** Words and codes of kube-apiserver 1.34.4, as `e2e/real/fidelity` finds them. */
let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const gone = 'the server could not find the requested resource'
const pods = '/api/v1/namespaces/bookinfo/pods'

describe('a path that is not there', () => {
  test.each([
    '/api/v9',
    '/api/v1/nothings',
    '/api/v1/pods/a-name-without-namespace',
    '/api/v1/namespaces/bookinfo/nodes',
    '/apis/apps/v9',
    '/apis/apps/v1/nothings',
    '/version/x',
    `${pods}/x/nothing`,
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x',
  ])('%s is a Status below the built-in groups', async (path) => {
    const { status, json } = await cluster.ask(path)
    expect(status).toBe(404)
    expect(json).toMatchObject({ kind: 'Status', reason: 'NotFound', message: gone, details: {} })
  })

  test.each(['/nothing', '/apiss', '/apis/nope.example/v1', '/apis/networking.istio.io/v1/nothings'])(
    '%s is plain text elsewhere',
    async (path) => {
      const { status, text } = await cluster.ask(path)
      expect([status, text]).toEqual([404, '404 page not found\n'])
    },
  )
})

describe('methods', () => {
  test.each([
    ['DELETE', '/version', 405],
    ['DELETE', '/apis/apps/v1', 405],
    ['DELETE', '/apis/apps', 200],
    ['DELETE', '/apis/networking.istio.io/v1', 200],
    ['POST', '/apis', 200],
    ['DELETE', '/healthz', 200],
    ['HEAD', '/api/v1/namespaces', 405],
    ['HEAD', '/apis/networking.istio.io/v1/virtualservices', 200],
    ['GET', '/api/v1/namespaces/bookinfo/finalize', 405],
  ])('%s %s is %i', async (method, path, status) => {
    expect((await cluster.ask(path, { method })).status).toBe(status)
  })
})

describe('label selectors', () => {
  test.each([
    ['app===reviews', "unable to parse requirement: found '=', expected: identifier"],
    ['app=re views', "found 'views', expected: ',' or 'end of string'"],
    ['app is (reviews)', "unable to parse requirement: found 'is', expected: in, notin, =, ==, !=, gt, lt"],
    ['app in reviews', "unable to parse requirement: found 'reviews' expected: '('"],
    ['app in (reviews', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['=reviews', "found '=', expected: !, identifier, or 'end of string'"],
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['app=reviews,', "found '', expected: identifier after ','"],
    [
      'version>x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    ['-app=x', 'unable to parse requirement: <nil>: Invalid value: "-app": name part must consist of'],
    ['app=-x', 'unable to parse requirement: values[0][app]: Invalid value: "-x": a valid label must be an'],
    [
      'a/b/c=d',
      'unable to parse requirement: <nil>: Invalid value: "a/b/c": a qualified name must consist of',
    ],
  ])('%s is refused in its words', async (selector, message) => {
    const query = new URLSearchParams({ labelSelector: selector })
    const { status, json } = await cluster.ask(`${pods}?${query}`)
    expect(status).toBe(400)
    expect(json.message.slice(0, message.length)).toBe(message)
  })
})

describe('field selectors', () => {
  test.each([
    [
      `${pods}?fieldSelector=status.phase%3Dx%3Dy`,
      'invalid field selector: unescaped character in value: 61',
    ],
    ['/api/v1/nodes?fieldSelector=metadata.namespace%3Dx', 'field label not supported: metadata.namespace'],
  ])('%s is refused: %s', async (path, message) => {
    const { status, json } = await cluster.ask(path)
    expect([status, json.message]).toEqual([400, message])
  })
})

describe('shapes', () => {
  test.each([
    [`${pods}/x`, 'PartialObjectMetadataList', 'the requested object is not a list (*core.Pod)'],
    ['/api/v1/namespaces', 'PartialObjectMetadata', 'the requested object is a list (*core.NamespaceList)'],
    [
      '/apis/networking.istio.io/v1/virtualservices',
      'PartialObjectMetadata',
      'the requested object is a list (*unstructured.UnstructuredList)',
    ],
  ])('%s as %s is 406', async (path, as, message) => {
    const headers = { accept: `application/json;as=${as};v=v1;g=meta.k8s.io` }
    const { status, json } = await cluster.ask(path, { headers })
    expect(status).toBe(406)
    expect(json.message).toBe(`you requested ${as}, but ${message}`)
  })

  test('a watch tells the columns of a table once', async () => {
    const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
    const events = await takeEvents(cluster.watch('/api/v1/namespaces?watch=1', { headers }), 3)
    const columns = events.map(({ object }) => object.columnDefinitions)
    expect(columns[0].map(({ name }: { name: string }) => name)).toEqual(['Name', 'Status', 'Age'])
    expect(new Set(columns.slice(1))).toEqual(new Set([null]))
  })

  test('an event is named last, a binding tells whom it binds, a pod that is over is marked', async () => {
    const table = async (path: string) => {
      const headers = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
      return (await cluster.ask(path, { headers })).json
    }
    const events = await table('/api/v1/events')
    expect(events.columnDefinitions.at(-1)).toMatchObject({ name: 'Name', format: 'name', priority: 1 })
    const bindings = await table('/apis/rbac.authorization.k8s.io/v1/namespaces/bookinfo/rolebindings')
    expect(bindings.rows[0].cells.slice(0, 2)).toEqual(['bookinfo-editor', 'Role/bookinfo-editor'])
    const over = (await table('/api/v1/pods')).rows.filter(
      ({ conditions }: { conditions?: unknown }) => conditions,
    )
    expect(over[0].conditions).toEqual([
      {
        type: 'Completed',
        status: 'True',
        reason: 'Succeeded',
        message: 'The pod has completed successfully.',
      },
    ])
  })
})
