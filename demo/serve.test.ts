import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDemo } from '#demo/serve.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-demo-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('started in a process of its own', () => {
  const start = (env: Record<string, string> = {}): ChildProcess =>
    fork(fileURLToPath(new URL('serve.ts', import.meta.url)), {
      env: { ...process.env, DEMO_KUBECONFIG: join(folder, 'child'), ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
  const readLine = async (child: ChildProcess, from: 'stdout' | 'stderr' = 'stdout'): Promise<string> => {
    let text = ''
    for await (const chunk of child[from] ?? []) {
      text += String(chunk)
      if (text.endsWith('\n')) break
    }
    return text
  }

  test.each<[string, (child: ChildProcess) => void]>([
    ['SIGTERM', (child) => child.kill('SIGTERM')],
    ['the loss of its parent', (child) => child.disconnect()],
  ])('it tells its addresses in one line and ends at %s', async (_title, end) => {
    const child = start()
    const { kubernetesUrl, prometheusUrl, kubeconfigPath } = JSON.parse(await readLine(child))
    expect(kubeconfigPath).toBe(join(folder, 'child'))
    expect((await fetch(`${kubernetesUrl}/version`)).status).toBe(401)
    expect((await fetch(`${prometheusUrl}/api/v1/query?query=1`)).status).toBe(200)
    const ended = once(child, 'exit')
    end(child)
    expect(await ended).toEqual([0, null])
  })

  test('a setting that is wrong is told, without a stack', async () => {
    const child = start({ DEMO_SEED: 'x' })
    const ended = once(child, 'exit')
    expect(await readLine(child, 'stderr')).toMatch(/^DEMO_SEED must be a whole number .*\n$/)
    expect(await ended).toEqual([1, null])
  })
})

test('the kubeconfig is for its owner alone and signs in as each user', async () => {
  const demo = await startDemo({ kubeconfigPath: join(folder, 'deep', 'kubeconfig') })
  try {
    expect((await stat(demo.kubeconfigPath)).mode & 0o777).toBe(0o600)
    const config = JSON.parse(await readFile(demo.kubeconfigPath, 'utf8'))
    expect(config['current-context']).toBe('admin')
    const names = config.contexts.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['admin', 'editor', 'auditor', 'nobody'])
    for (const { context } of config.contexts) {
      const { user } = config.users.find(({ name }: { name: string }) => name === context.user)
      const { cluster } = config.clusters[0]
      const answer = await ask(`${cluster.server}/apis/authentication.k8s.io/v1/selfsubjectreviews`, {
        ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
        token: user.token,
      })
      expect(answer.status.userInfo.username).toBe(context.user)
    }
  } finally {
    await demo.stop()
  }
})

/** Asks who it is over TLS, trusting the kubeconfig's certificate and nothing else. */
async function ask(url: string, { ca, token }: { ca: string; token: string }) {
  const outgoing = request(url, {
    method: 'POST',
    ca,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  outgoing.end('{}')
  const [response] = await once(outgoing, 'response')
  return JSON.parse(await readText(response))
}

test('both servers show one world: what Prometheus names runs in Kubernetes', async () => {
  const demo = await startDemo({ kubeconfigPath: join(folder, 'one-world') })
  try {
    const query = encodeURIComponent(
      'count by (destination_workload, destination_workload_namespace) (istio_requests_total{destination_workload!="unknown"})',
    )
    const metrics = await (await fetch(`${demo.prometheusUrl}/api/v1/query?query=${query}`)).json()
    const admin = demo.users.find(({ name }) => name === 'admin')
    const deployments = await (
      await fetch(`${demo.kubernetesUrl}/apis/apps/v1/deployments`, {
        headers: { authorization: `Bearer ${admin?.token}` },
      })
    ).json()
    const entries = await (
      await fetch(`${demo.kubernetesUrl}/apis/networking.istio.io/v1/workloadentries`, {
        headers: { authorization: `Bearer ${admin?.token}` },
      })
    ).json()
    // A machine outside of the cluster has an entry instead, labelled with its app.
    const machines = entries.items.map(
      ({ metadata, spec }: { metadata: { namespace: string }; spec: { labels: { app: string } } }) =>
        `${metadata.namespace}/${spec.labels.app}`,
    )
    const deployed = deployments.items.map(
      ({ metadata }: { metadata: { namespace: string; name: string } }) =>
        `${metadata.namespace}/${metadata.name}`,
    )
    const running = [...deployed, ...machines]
    const named = metrics.data.result.map(
      ({ metric }: { metric: Record<string, string> }) =>
        `${metric['destination_workload_namespace']}/${metric['destination_workload']}`,
    )
    expect(named.length).toBeGreaterThan(20)
    for (const name of named) expect(running).toContain(name)
  } finally {
    await demo.stop()
  }
})

test('a port that is taken fails the start and leaves nothing running', async () => {
  const first = await startDemo({ kubeconfigPath: join(folder, 'first') })
  try {
    const port = Number(new URL(first.prometheusUrl).port)
    const second = startDemo({ kubeconfigPath: join(folder, 'second'), prometheusPort: port })
    await expect(second).rejects.toThrow(/EADDRINUSE/)
  } finally {
    await first.stop()
  }
})
