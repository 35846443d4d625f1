import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { lookThrough } from '#server/adapters/finding/look-through.ts'

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** Looks for a source in a cluster with one such Service, whose process answers everything with this status and body. */
async function look(
  source: 'prometheus' | 'tracing' | 'perses',
  name: string,
  port: number,
  status: number,
  body = 'who are you?',
) {
  const started = createServer((_request, response) => response.writeHead(status).end(body))
  server = started
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve))
  const listener = (started.address() as AddressInfo).port // A server on a port has no other form of address.
  const service = {
    namespace: 'istio-system',
    name,
    labels: { 'app.kubernetes.io/name': name },
    selector: { app: name },
    ports: [{ name: 'http', port, targetPort: port }],
  }
  const found = await lookThrough(
    {
      source,
      rootNamespace: 'istio-system',
      namespaces: [],
      cluster: {
        listServices: async () => ({ services: [service], everywhere: true, refused: [] }),
        reachService: async () => ({
          by: 'port-forward',
          address: `istio-system/${name}:${port}`,
          takesPost: true,
          begin: async ({ method, path, headers }) =>
            request({ host: '127.0.0.1', port: listener, method, path, headers }),
          close: () => undefined,
        }),
      },
    },
    AbortSignal.timeout(15_000),
  )
  return found[0]?.finding
}

test.each([
  ['prometheus', 'prometheus', 9090, 401],
  ['prometheus', 'prometheus', 9090, 403],
  ['tracing', 'jaeger-query', 16_686, 401],
] as const)(
  'a %s (%s:%i) that answers %i wants credentials, and is told so',
  async (source, name, port, status) => {
    const finding = await look(source, name, port, status)
    expect(finding).toMatchObject({
      state: 'forbidden',
      problem: { code: 'source-refuses', params: { status, setting: `VARDIA_${source.toUpperCase()}_URL` } },
    })
  },
)

test('one that fails is ailing, not refusing', async () => {
  expect(await look('prometheus', 'prometheus', 9090, 500)).toMatchObject({
    state: 'unhealthy',
    problem: { code: 'source-unhealthy' },
  })
})

test.each([
  ['tells its build', '{"buildTime":"2026-01-02","version":"0.53.0","commit":"f"}', 'found'],
  ['answers as another server', '{"status":"ok"}', 'unhealthy'],
  ['is a page', '<!doctype html><title>Sign in</title>', 'unhealthy'],
])('a Perses that %s', async (_, body, state) => {
  const finding = await look('perses', 'perses', 8080, 200, body)
  expect(finding).toMatchObject({ state, ...(state === 'found' && { version: '0.53.0' }) })
})
