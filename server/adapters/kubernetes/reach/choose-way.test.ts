import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { UserName } from '#demo/kubernetes/users.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { readKubeconfig } from '#server/adapters/kubernetes/connection/kubeconfig.ts'
import { type Connection, openConnection } from '#server/adapters/kubernetes/connection/open-connection.ts'
import { reachService } from '#server/adapters/kubernetes/reach/choose-way.ts'
import { listServices } from '#server/adapters/kubernetes/reach/list-reachable.ts'
import { openTunnel } from '#server/adapters/kubernetes/reach/open-tunnel.ts'
import type { ReachedService } from '#server/adapters/kubernetes/types.ts'

const folder = mkdtempSync(join(tmpdir(), 'vardia-reach-'))
const { signal } = new AbortController()
let demo: Demo
const opened: { close(): void }[] = []

beforeAll(async () => {
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
})
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})
afterAll(async () => {
  await demo.stop()
  rmSync(folder, { recursive: true })
})

function connectAs(name: UserName): Connection {
  const context = readKubeconfig(demo.kubeconfigPath).contexts.get(name)
  if (!context) throw new Error(`no context ${name}`)
  const connection = openConnection(context)
  opened.push(connection)
  return connection
}

async function reach(connection: Connection, namespace: string, name: string): Promise<ReachedService> {
  const { services } = await listServices(connectAs('admin'), [], signal)
  const service = services.find((each) => each.namespace === namespace && each.name === name)
  const port = service?.ports.at(-1)
  if (!service || !port) throw new Error(`no service ${name}`)
  const reached = await reachService(connection, service, port, signal)
  opened.push(reached)
  return reached
}

async function ask(reached: ReachedService, path: string, body?: string): Promise<string> {
  const headers = body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}
  const request = await reached.begin({ method: body ? 'POST' : 'GET', path, headers })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage] // the event's one argument
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return text
}

/** Grants a rule of the core group in istio-system to the editors, until the test ends. */
function grant(resources: readonly string[], verbs: readonly string[]): () => void {
  const metadata = { name: 'reach-test', namespace: 'istio-system' }
  const rbac = 'rbac.authorization.k8s.io'
  const role = {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata,
    rules: [{ apiGroups: [''], resources, verbs }],
  }
  const binding = {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata,
    subjects: [{ kind: 'Group', name: 'bookinfo-editors', apiGroup: rbac }],
    roleRef: { kind: 'Role', name: metadata.name, apiGroup: rbac },
  }
  demo.kubernetes.store.put(role)
  demo.kubernetes.store.put(binding)
  return () => {
    for (const kind of ['RoleBinding', 'Role'])
      demo.kubernetes.store.remove(`${rbac}/v1`, kind, metadata.namespace, metadata.name)
  }
}

describe('a process behind a Service', () => {
  test('is spoken to by port-forward, question after question on kept connections', async () => {
    const before = demo.kubernetes.requests.get('get pods') ?? 0
    const reached = await reach(connectAs('admin'), 'istio-system', 'prometheus')
    expect(reached).toMatchObject({ by: 'port-forward', address: 'istio-system/prometheus:9090' })
    expect(await ask(reached, '/api/v1/query', 'query=1')).toContain('"status":"success"')
    for (let time = 0; time < 5; time += 1)
      expect(await ask(reached, '/api/v1/status/buildinfo')).toContain('"version"')
    expect((demo.kubernetes.requests.get('get pods') ?? 0) - before).toBeLessThan(3)
  })

  test('answers whole however long its answer is', async () => {
    const reached = await reach(connectAs('admin'), 'istio-system', 'prometheus')
    const direct = await fetch(`${demo.prometheusUrl}/api/v1/label/__name__/values`).then((a) => a.text())
    expect(await ask(reached, '/api/v1/label/__name__/values')).toBe(direct)
    const many = await ask(reached, '/api/v1/query', 'query=istio_request_duration_milliseconds_bucket')
    expect(JSON.parse(many).data.result.length).toBeGreaterThan(1_000)
  })

  test('is spoken to through the proxy by who may not forward ports', async () => {
    const revoke = grant(['services/proxy'], ['get'])
    try {
      const reached = await reach(connectAs('editor'), 'istio-system', 'prometheus')
      expect(reached).toMatchObject({ by: 'service-proxy', takesPost: false })
      expect(await ask(reached, '/api/v1/query?query=1')).toContain('"status":"success"')
    } finally {
      revoke()
    }
  })

  test('is out of reach for who may do neither, and the rights that are missing are named', async () => {
    await expect(reach(connectAs('editor'), 'istio-system', 'prometheus')).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'reach-forbidden',
      params: {
        rights: 'create pods/portforward, get pods/portforward, list pods, get services/proxy',
        namespace: 'istio-system',
      },
    })
  })

  test('is out of reach when no pod of it is ready', async () => {
    const ports = [{ name: 'http', port: 80, targetPort: 8080 }]
    const service = { namespace: 'shop', name: 'empty', labels: {}, selector: { app: 'nobody' }, ports }
    const reaching = reachService(
      connectAs('admin'),
      service,
      { name: 'http', port: 80, targetPort: 8080 },
      signal,
    )
    await expect(reaching).rejects.toMatchObject({
      kind: 'unavailable',
      code: 'reach-no-pod',
      params: { service: 'shop/empty' },
    })
  })
})

describe('a port of a pod', () => {
  test('where nothing listens ends with the cluster’s words', async () => {
    const pod = demo.kubernetes.pods.find(({ workload }) => workload === 'grafana')
    const tunnel = await openTunnel(
      connectAs('admin'),
      { namespace: 'istio-system', pod: pod?.name ?? '', port: 3000 },
      signal,
    )
    await expect(once(tunnel, 'data')).rejects.toThrow(/connection refused/)
  })

  test('of a pod that is not there is a Problem that says so', async () => {
    const place = { namespace: 'istio-system', pod: 'gone', port: 9090 }
    await expect(openTunnel(connectAs('admin'), place, signal)).rejects.toMatchObject({ status: 404 })
  })

  test('is forbidden to who may not forward ports', async () => {
    const place = { namespace: 'istio-system', pod: 'any', port: 9090 }
    await expect(openTunnel(connectAs('auditor'), place, signal)).rejects.toMatchObject({
      status: 403,
      problem: { kind: 'forbidden' },
    })
  })
})
