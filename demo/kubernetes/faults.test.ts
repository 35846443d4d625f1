import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterEach(() => cluster.handle.setFault(undefined))
afterAll(() => cluster.handle.stop())

test.each([
  ['html', 200, 'text/html; charset=utf-8', 'Sign in'],
  ['5xx', 503, 'text/plain; charset=utf-8', 'Service Unavailable'],
  ['429', 429, 'text/plain; charset=utf-8', 'Too many requests'],
  ['too-old', 410, 'application/json', 'Expired'],
] as const)('a server that is %s answers so until it is well', async (answer, status, type, text) => {
  cluster.handle.setFault({ answer })
  const sick = await cluster.ask('/api/v1/pods')
  expect([sick.status, sick.headers.get('content-type')]).toEqual([status, type])
  expect(sick.text).toContain(text)
  cluster.handle.setFault(undefined)
  expect((await cluster.ask('/api/v1/pods')).json.kind).toBe('PodList')
})

test('a truncated answer breaks off in the middle', async () => {
  cluster.handle.setFault({ answer: 'truncated' })
  await expect(cluster.ask('/api/v1/pods')).rejects.toThrow()
})

test('a hanging server keeps the client waiting until it gives up', async () => {
  cluster.handle.setFault({ answer: 'hang' })
  const events = cluster.watch('/api/v1/pods', { signal: AbortSignal.timeout(50) })
  await expect(events.next()).rejects.toThrow(/timeout/)
})

test('a fault can hit some requests alone, and a slow server answers well in the end', async () => {
  cluster.handle.setFault({ answer: '5xx', only: '/services' })
  expect((await cluster.ask('/api/v1/services')).status).toBe(503)
  expect((await cluster.ask('/api/v1/pods')).status).toBe(200)
  cluster.handle.setFault({ delayMs: 5 })
  expect((await cluster.ask('/api/v1/services')).status).toBe(200)
})
