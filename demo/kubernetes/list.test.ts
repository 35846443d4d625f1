import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster({ workloads: 60 })
})
afterAll(() => cluster.handle.stop())

const configMap = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'list-test', labels: { parity: Number(value) % 2 ? 'odd' : 'even' } },
  data: { value },
})

const path = '/api/v1/namespaces/list-test/configmaps'
const namesOf = (json: { items: { metadata: { name: string } }[] }) =>
  json.items.map((item) => item.metadata.name)

async function readPages(query: string, between: () => void = () => undefined) {
  const pages = []
  let token = ''
  do {
    const { json } = await cluster.ask(`${query}${token ? `&continue=${token}` : ''}`)
    pages.push(json)
    token = json.metadata.continue ?? ''
    between()
  } while (token !== '')
  return pages
}

describe('paging', () => {
  test('pages hold every object once, in order, and count down what remains', async () => {
    const whole = await cluster.ask('/api/v1/pods')
    const pages = await readPages('/api/v1/pods?limit=7')
    expect(pages.flatMap(namesOf)).toEqual(namesOf(whole.json))
    const total = whole.json.items.length
    expect(pages.slice(0, -1).map((page) => page.metadata.remainingItemCount)).toEqual(
      pages.slice(0, -1).map((_page, index) => total - 7 * (index + 1)),
    )
    expect(pages.at(-1).metadata.remainingItemCount).toBeUndefined()
  })

  test('all pages of a list show the version of the first, whatever changes meanwhile', async () => {
    for (let index = 0; index < 9; index++) cluster.handle.store.put(configMap(`m${index}`, `${index}`))
    let turn = 0
    const pages = await readPages(`${path}?limit=4`, () => {
      cluster.handle.store.put(configMap(`m${turn}-new`, '0'))
      cluster.handle.store.put(configMap('m8', `changed ${turn}`))
      cluster.handle.store.remove('v1', 'ConfigMap', 'list-test', `m${5 + turn}`)
      turn += 1
    })
    expect(pages.flatMap(namesOf)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7', 'm8'])
    expect(new Set(pages.map((page) => page.metadata.resourceVersion)).size).toBe(1)
    expect(pages.flatMap((page) => page.items).at(-1).data.value).toBe('8')
  })

  test('with a selector the rest is not counted, and the last page says that it is the last', async () => {
    const pages = await readPages('/api/v1/pods?limit=3&labelSelector=app%3Dproductpage')
    expect(pages).toHaveLength(1)
    expect(pages[0].metadata).toEqual({ resourceVersion: expect.any(String) })
    const more = await readPages('/api/v1/pods?limit=3&labelSelector=app%3Dreviews,version!%3Dv9')
    expect(more.flatMap(namesOf)).toHaveLength(3)
    expect(more[0].metadata.remainingItemCount).toBeUndefined()
  })

  test('version "0" is read from the cache, which ignores the limit', async () => {
    const { json } = await cluster.ask('/api/v1/pods?limit=1&resourceVersion=0')
    expect(json.items.length).toBeGreaterThan(60)
    expect(json.metadata.continue).toBeUndefined()
  })

  test('after compaction a token is refused with one that goes on inconsistently', async () => {
    const first = await cluster.ask('/api/v1/pods?limit=5')
    cluster.handle.store.put(configMap('newer', '1'))
    cluster.handle.store.compact()
    const refused = await cluster.ask(`/api/v1/pods?limit=5&continue=${first.json.metadata.continue}`)
    expect([refused.status, refused.json.reason]).toEqual([410, 'Expired'])
    const rest = await cluster.ask(`/api/v1/pods?continue=${refused.json.metadata.continue}`)
    expect(rest.json.items).toHaveLength(first.json.metadata.remainingItemCount)
  })
})

describe('versions', () => {
  test('an exact version shows what was then; older than history is 410; none and "0" show what is now', async () => {
    cluster.handle.store.put(configMap('then', '1'))
    const { resourceVersion } = (await cluster.ask(path)).json.metadata
    cluster.handle.store.put(configMap('then', '2'))
    const at = async (query: string) =>
      (await cluster.ask(`${path}?fieldSelector=metadata.name%3Dthen&${query}`)).json
    const exact = await at(`resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`)
    expect([exact.items[0].data.value, exact.metadata.resourceVersion]).toEqual(['1', resourceVersion])
    for (const query of [
      '',
      'resourceVersion=0',
      `resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`,
    ]) {
      expect((await at(query)).items[0].data.value).toBe('2')
    }
  })
})

describe('selectors', () => {
  test.each([
    ['labelSelector', 'app=reviews', 3],
    ['labelSelector', 'app==reviews,version=v2', 1],
    ['labelSelector', 'app=reviews,version!=v2', 2],
    ['labelSelector', 'app in (reviews,details)', 4],
    ['labelSelector', 'app notin (reviews,details),version=v1', 4],
    ['labelSelector', 'version', 9],
    ['labelSelector', '!version', 0],
    ['labelSelector', 'app=nothing', 0],
    ['fieldSelector', 'status.phase=Running', 9],
    ['fieldSelector', 'status.phase!=Running', 0],
    ['fieldSelector', 'metadata.namespace=bookinfo', 9],
    ['fieldSelector', 'spec.serviceAccountName=bookinfo-reviews,status.phase==Running', 3],
  ])('%s %s finds %i pods of bookinfo', async (parameter, selector, count) => {
    const query = new URLSearchParams({ [parameter]: selector })
    const { json } = await cluster.ask(`/api/v1/namespaces/bookinfo/pods?${query}`)
    expect(json.items).toHaveLength(count)
  })

  test('pods can be asked for by their node', async () => {
    const { json } = await cluster.ask('/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-a')
    expect(json.items.length).toBeGreaterThan(0)
    expect(json.items.every((pod: { spec: { nodeName: string } }) => pod.spec.nodeName === 'node-a')).toBe(
      true,
    )
  })
})

describe('answers', () => {
  test('large ones are compressed for who accepts it, small ones never', async () => {
    const read = async (path: string, encoding: string) =>
      (await cluster.ask(path, { headers: { 'accept-encoding': encoding } })).headers.get('content-encoding')
    expect(await read('/api/v1/pods', 'gzip')).toBe('gzip')
    expect(await read('/api/v1/pods', 'identity')).toBeNull()
    expect(await read('/api/v1/namespaces/bookinfo/services', 'gzip')).toBeNull()
  })

  test('one object is the same in each served version but for its apiVersion', async () => {
    const read = async (version: string) =>
      (await cluster.ask(`/apis/networking.istio.io/${version}/namespaces/bookinfo/virtualservices/reviews`))
        .json
    const stable = await read('v1')
    expect(await read('v1beta1')).toEqual({ ...stable, apiVersion: 'networking.istio.io/v1beta1' })
    expect(await read('v1alpha3')).toEqual({ ...stable, apiVersion: 'networking.istio.io/v1alpha3' })
  })

  test('the server counts what it is asked, by verb and resource', async () => {
    const before = cluster.handle.requests.get('list destinationrules.networking.istio.io') ?? 0
    await cluster.ask('/apis/networking.istio.io/v1/destinationrules?limit=1')
    expect(cluster.handle.requests.get('list destinationrules.networking.istio.io')).toBe(before + 1)
  })
})

test('a cluster of 5,000 workloads starts and is read in pages of 500', async () => {
  const large = await startCluster({ workloads: 5_000 })
  try {
    let names = 0
    let token = ''
    let pages = 0
    do {
      const { json } = await large.ask(
        `/apis/apps/v1/deployments?limit=500${token ? `&continue=${token}` : ''}`,
      )
      names += json.items.length
      token = json.metadata.continue ?? ''
      pages += 1
    } while (token)
    expect(pages).toBe(10)
    expect(names).toBeGreaterThan(4_980)
  } finally {
    await large.handle.stop()
  }
})
