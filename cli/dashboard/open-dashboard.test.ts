import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type EnvoyWords, findEnvoy } from '#cli/dashboard/find-envoy.ts'
import { findTarget, listDashboards, targets } from '#cli/dashboard/targets.ts'
import { type RunningCli, runCli, startCli, startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { openIdentities } from '#server/adapters/kubernetes/identities.ts'
import { loadConfig } from '#server/config/load.ts'

let folder: string
let demo: Demo
const started: RunningCli[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vardia-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
}, startTimeoutMs)
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop()
})
afterAll(async () => {
  await demo.stop()
  await rm(folder, { recursive: true, force: true })
})

const own = (args: readonly string[]) => [
  'dashboard',
  ...args,
  '--kubeconfig',
  demo.kubeconfigPath,
  '--browser=false',
]
const fail = (args: readonly string[]) => runCli(own(args))
function start(args: readonly string[]): RunningCli {
  const cli = startCli(own(args))
  started.push(cli)
  return cli
}

describe('vardia dashboard', { timeout: 60_000 }, () => {
  it('leads to the pod, prints its address last, and ends by Ctrl-C', async () => {
    const cli = start(['prometheus'])
    const url = await cli.readLine(/^http/)
    expect(url).toMatch(/^http:\/\/localhost:\d+\/$/)
    const answers = await Promise.all(
      [1, 2, 3].map(() => fetch(`${url}api/v1/query?query=vector(1)`).then((answer) => answer.json())),
    )
    for (const answer of answers) expect(answer).toMatchObject({ status: 'success' })
    const { exitCode, stdout } = await cli.stop('SIGINT')
    expect([exitCode, stdout]).toEqual([0, `${url}\n`])
  })

  it('finds a console that runs in the cluster by its label', async () => {
    const token = demo.users.find(({ name }) => name === 'admin')?.token
    // One of the demo's servers stands for it: what is forwarded to is the pod that its Service selects.
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'mesh-ui', labels: { 'app.kubernetes.io/name': 'vardia' } },
      spec: { selector: { app: 'prometheus' }, ports: [{ name: 'http', port: 80, targetPort: 9090 }] },
    }
    const made = await fetch(`${demo.kubernetesUrl}/api/v1/namespaces/istio-system/services`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(service),
    })
    expect(made.status).toBe(201)
    const cli = start([])
    const url = await cli.readLine(/^http/)
    const answer = await fetch(`${url}api/v1/query?query=vector(1)`)
    expect(await answer.json()).toMatchObject({ status: 'success' })
  })

  it('leads to the jaeger and the istiod that the console reads', async () => {
    const jaeger = await start(['jaeger']).readLine(/^http/)
    expect(await (await fetch(`${jaeger}api/v3/services`)).json()).toMatchObject({
      services: expect.arrayContaining(['productpage.bookinfo']),
    })
    const istiod = await start(['istiod']).readLine(/^http/)
    expect(istiod).toMatch(/^http:\/\/localhost:\d+\/debug$/)
    const version = await fetch(new URL('/version', istiod))
    expect(await version.text()).toMatch(/^\D*1\.\d+/)
  })

  it('listens to this machine alone, and warns where it is told otherwise', async () => {
    const cli = start(['prometheus', '--address', '0.0.0.0'])
    await cli.readLine(/^http/)
    const { stderr } = await cli.stop()
    expect(stderr).toMatch(/Everybody who reaches 0\.0\.0\.0 can use this page with your rights/)
    const careful = start(['prometheus'])
    await careful.readLine(/^http/)
    expect((await careful.stop()).stderr).toBe('')
  })

  it('takes another port of the pod', async () => {
    const cli = start(['grafana', '--ui-port', '9'])
    const url = await cli.readLine(/^http/)
    await expect(fetch(url)).rejects.toThrow()
    expect((await cli.stop()).stderr).toContain('port 9')
  })

  it.each<[string, readonly string[], number, RegExp]>([
    [
      'whoever may not forward a port',
      ['prometheus', '--context', 'auditor'],
      77,
      /auditor.*pods\/portforward/,
    ],
    ['what is not in the cluster', ['kiali'], 1, /looks like kiali.*-n/],
    ['what is not in the namespace', ['prometheus', '-n', 'bookinfo'], 1, /bookinfo/],
    ['a pod that is not there', ['envoy', 'nothing', '-n', 'bookinfo'], 1, /Not in the cluster/],
    ['no pod', ['envoy'], 2, /Name the pod/],
    ['what has no pods', ['envoy', 'gateway/main'], 2, /gateway has no pods.*deployment/],
    ['a workload that is not there', ['envoy', 'deploy/nothing.bookinfo'], 1, /Not in the cluster/],
    [
      'labels that no pod has',
      ['envoy', '-l', 'app=nothing', '-n', 'bookinfo'],
      69,
      /bookinfo -l app=nothing/,
    ],
    ['an unknown page', ['kialli'], 2, /Allowed choices are .*kiali/],
    ['a port that is none', ['grafana', '--port', 'x'], 2, /0 to 65535/],
    ['an address of another machine', ['prometheus', '--address', '192.0.2.1'], 1, /192\.0\.2\.1/],
  ])('ends with one line for %s', async (_name, args, exitCode, words) => {
    const ended = await fail(args)
    expect(ended, ended.stderr).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(words) })
    expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  it('says that its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const ended = await fail(['prometheus', '--address', '127.0.0.1', '--port', String(port)])
    other.close()
    expect(ended).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(`Port ${port} is taken`) })
  })
})

describe('an Envoy', () => {
  const find = async (words: Partial<EnvoyWords>) => {
    const { reading } = openIdentities(loadConfig({}, { KUBECONFIG: demo.kubeconfigPath }))
    const all = { name: undefined, selector: undefined, namespace: undefined, uiPort: undefined, ...words }
    const pods = await findEnvoy(reading, all)()
    return pods.map(({ namespace, pod, port }) => `${namespace}/${pod.replace(/-\w+-\w+$/, '')}:${port}`)
  }

  it.each<[string, Partial<EnvoyWords>, string]>([
    ['a pod of a namespace', { name: 'x.shop' }, 'shop/x:15000'],
    ['a pod by its kind', { name: 'pod/x', namespace: 'shop' }, 'shop/x:15000'],
    ['another port', { name: 'x', namespace: 'shop', uiPort: '15021' }, 'shop/x:15021'],
    ['a deployment', { name: 'deployment/reviews-v2.bookinfo' }, 'bookinfo/reviews-v2:15000'],
    ['a service', { name: 'svc/details', namespace: 'bookinfo' }, 'bookinfo/details-v1:15000'],
    [
      'labels',
      { selector: 'app=reviews,version in (v3)', namespace: 'bookinfo' },
      'bookinfo/reviews-v3:15000',
    ],
  ])('is known by %s', async (_name, words, place) => {
    expect(await find(words)).toContain(place)
  })
})

describe('a page', () => {
  const service = (namespace: string, name: string, app = '') => ({
    namespace,
    name,
    labels: app ? { 'app.kubernetes.io/name': app } : {},
    selector: { app: name },
    ports: [{ name: 'http', port: 80, targetPort: 3000 }],
  })
  const [grafana] = targets.filter(({ name }) => name === 'grafana')
  if (!grafana) throw new Error('there is no dashboard of Grafana')
  const find = (services: readonly ReturnType<typeof service>[], namespace?: string) =>
    findTarget(grafana, services, { namespace, rootNamespace: 'istio-system' })?.service

  it.each([
    ['by its name', [service('m', 'grafana')], 'm/grafana'],
    ['by its labels', [service('m', 'other'), service('m', 'kube-grafana', 'grafana')], 'm/kube-grafana'],
    [
      'before one of the samples of Istio, as the console reads it',
      [service('istio-system', 'grafana'), service('m', 'kube-grafana', 'grafana')],
      'm/kube-grafana',
    ],
  ])('is known %s', (_name, services, place) => {
    const found = find(services)
    expect(`${found?.namespace}/${found?.name}`).toBe(place)
  })

  it('of Jaeger is not that of a Tempo, nor of Prometheus that of a Thanos', () => {
    const [prometheus, jaeger] = ['prometheus', 'jaeger'].map((name) =>
      targets.find((each) => each.name === name),
    )
    const place = { namespace: undefined, rootNamespace: 'istio-system' }
    const services = [service('m', 'thanos-query'), service('m', 'store', 'tempo')]
    expect(prometheus && findTarget(prometheus, services, place)).toBeUndefined()
    expect(jaeger && findTarget(jaeger, services, place)).toBeUndefined()
    const more = [...services, service('m', 'prometheus-server')]
    expect(prometheus && findTarget(prometheus, more, place)?.service.name).toBe('prometheus-server')
  })

  it('is not taken from another namespace than the named one', () => {
    expect(find([service('m', 'grafana')], 'shop')).toBeUndefined()
  })

  it('is one of those that the command names', () => {
    expect(listDashboards()).toEqual([
      'console',
      'prometheus',
      'grafana',
      'jaeger',
      'kiali',
      'istiod',
      'envoy',
    ])
  })
})
