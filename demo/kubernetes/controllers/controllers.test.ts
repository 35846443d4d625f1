import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const core = '/api/v1/namespaces/bookinfo'
const apps = '/apis/apps/v1/namespaces/bookinfo'
const write = (method: string, path: string, body: unknown, type = 'application/merge-patch+json') =>
  cluster.ask(path, { method, headers: { 'content-type': type }, body: JSON.stringify(body) })
const scale = (name: string, replicas: number) =>
  write('PATCH', `${apps}/deployments/${name}/scale`, { spec: { replicas } })

/** Asks again at each change of the cluster until the answer is as it is to be. */
async function until(path: string, isThere: (answer: Answer) => boolean): Promise<Answer> {
  const { store } = cluster.handle
  for (;;) {
    const before = store.resourceVersion()
    const answer = await cluster.ask(path)
    if (isThere(answer)) return answer
    while (store.resourceVersion() === before) await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const podsOf = (app: string, version: string) =>
  `${core}/pods?labelSelector=app%3D${app},version%3D${version}`
interface Pod {
  metadata: { name: string }
  status: { conditions: { type: string; status: string }[] }
}
const listReady = ({ json }: Answer): string[] =>
  json.items
    .filter((pod: Pod) =>
      pod.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    )
    .map((pod: Pod) => pod.metadata.name)

describe('scaling a Deployment', () => {
  test('brings pods, which become ready, and endpoints for them', async () => {
    await scale('reviews-v2', 3)
    const ready = listReady(await until(podsOf('reviews', 'v2'), (answer) => listReady(answer).length === 3))
    const slices = await until(
      `/apis/discovery.k8s.io/v1/namespaces/bookinfo/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Dreviews`,
      ({ json }) =>
        json.items[0].endpoints.filter((one: { conditions: { ready: boolean } }) => one.conditions.ready)
          .length === 5,
    )
    const named = slices.json.items[0].endpoints.map(
      (one: { targetRef: { name: string } }) => one.targetRef.name,
    )
    expect(named).toEqual(expect.arrayContaining(ready))
    const { json } = await until(
      `${apps}/deployments/reviews-v2`,
      (answer) => answer.json.status.readyReplicas === 3,
    )
    expect(json.status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      observedGeneration: json.metadata.generation,
    })
  })

  test('to none leaves no pod', async () => {
    await scale('reviews-v3', 0)
    await until(podsOf('reviews', 'v3'), ({ json }) => json.items.length === 0)
    const { json } = await until(
      `${apps}/deployments/reviews-v3`,
      (answer) => answer.json.status.replicas === undefined,
    )
    expect(json.spec.replicas).toBe(0)
  })
})

test('a deleted pod ends and another one comes', async () => {
  const [name] = listReady(await cluster.ask(podsOf('details', 'v1')))
  const { json } = await write('DELETE', `${core}/pods/${name}`, {}, 'application/json')
  expect(json.metadata.deletionTimestamp).toBeDefined()
  const after = await until(podsOf('details', 'v1'), (answer) => {
    const ready = listReady(answer)
    return ready.length === 1 && !ready.includes(String(name))
  })
  expect(after.json.items).toHaveLength(1)
})

describe('a Deployment that is new', () => {
  const template = (image: string) => ({
    metadata: { labels: { app: 'fresh' } },
    spec: { containers: [{ name: 'fresh', image }] },
  })
  const pods = `${core}/pods?labelSelector=app%3Dfresh`

  test('gets a ReplicaSet and pods, another at a new template pod by pod, and takes all with it', async () => {
    const selector = { matchLabels: { app: 'fresh' } }
    const object = { metadata: { name: 'fresh' }, spec: { replicas: 2, selector, template: template('a:1') } }
    expect((await write('POST', `${apps}/deployments`, object, 'application/json')).status).toBe(201)
    const before = listReady(await until(pods, (answer) => listReady(answer).length === 2))
    await write('PATCH', `${apps}/deployments/fresh`, { spec: { template: template('a:2') } })
    const counts: { ready: number; all: number }[] = []
    await until(pods, (answer) => {
      const ready = listReady(answer)
      counts.push({ ready: ready.length, all: answer.json.items.length })
      return ready.length === 2 && !ready.some((name) => before.includes(name))
    })
    // A quarter of two is one more and none less.
    expect(counts.filter(({ ready, all }) => ready < 2 || all > 3)).toEqual([])
    const sets = await cluster.ask(`${apps}/replicasets?labelSelector=app%3Dfresh`)
    const wanted = sets.json.items.map(({ spec }: { spec: { replicas: number } }) => spec.replicas)
    expect(wanted.sort()).toEqual([0, 2])
    await write(
      'DELETE',
      `${apps}/deployments/fresh`,
      { propagationPolicy: 'Foreground' },
      'application/json',
    )
    await until(`${apps}/deployments/fresh`, ({ status }) => status === 404)
    await until(pods, ({ json }) => json.items.length === 0)
    expect((await cluster.ask(`${apps}/replicasets?labelSelector=app%3Dfresh`)).json.items).toEqual([])
  })
})

test('a deleted namespace takes in nothing more and goes with all that is in it', async () => {
  const path = '/api/v1/namespaces/passing'
  await write('POST', '/api/v1/namespaces', { metadata: { name: 'passing' } }, 'application/json')
  await write('POST', `${path}/configmaps`, { metadata: { name: 'inside' } }, 'application/json')
  const { json } = await write('DELETE', path, {}, 'application/json')
  expect(json.status.phase).toBe('Terminating')
  await until(path, ({ status }) => status === 404)
  expect((await cluster.ask(`${path}/configmaps/inside`)).status).toBe(404)
})
