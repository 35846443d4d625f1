import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Demo, startDemo } from '#demo/serve.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'

/** The real kubectl, by a person's hands, on the demo's API server: the oldest that works with it, and that of its own version. */
let demo: Demo
let folder: string
let programs: Programs

beforeAll(async () => {
  programs = await buildPrograms()
  folder = await mkdtemp(join(tmpdir(), 'vardia-kubectl-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
})
afterAll(async () => {
  await demo?.stop()
  if (folder) await rm(folder, { recursive: true })
})

interface Said {
  readonly code: number
  readonly out: string
  readonly complaints: string
}

interface Given {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** How each version is called. */
const versions = {
  '1.27': () => [programs.kubectl27],
  '1.34': () => [programs.kubernetes, 'kubectl'],
} as const

const kubectl = (line: string, given?: Given) => runKubectl('1.34', line, given)

function runKubectl(version: keyof typeof versions, line: string, { input = '', env = {} }: Given = {}) {
  const [program = '', ...first] = versions[version]()
  const args = [...first, `--kubeconfig=${demo.kubeconfigPath}`, ...line.split(' ')]
  const options = { env: { NODE_ENV: 'test' as const, PATH: '/usr/bin:/bin', HOME: folder, ...env } }
  return new Promise<Said>((resolve) => {
    const child = execFile(program, args, options, (error, out, complaints) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, complaints }),
    )
    child.stdin?.end(input)
  })
}

/** `kubectl port-forward` while it runs, and the port of this machine that it chose. */
function startForward(version: keyof typeof versions, line: string) {
  const [program = '', ...first] = versions[version]()
  const args = [...first, `--kubeconfig=${demo.kubeconfigPath}`, ...line.split(' ')]
  const child = spawn(program, args, { env: { NODE_ENV: 'test', PATH: '/usr/bin:/bin', HOME: folder } })
  const ended = once(child, 'exit')
  let said = ''
  const port = new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
        const [, found] = /^Forwarding from 127\.0\.0\.1:(\d+)/m.exec(said) ?? []
        if (found) resolve(found)
      })
    void ended.then(() => reject(new Error(`it ended: ${said}`)))
  })
  return {
    port,
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

const route = (subset: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: bookinfo
spec:
  hosts:
  - reviews
  http:
  - route:
    - destination:
        host: reviews
        subset: ${subset}
`

describe.each(['1.27', '1.34'] as const)('kubectl %s on the demo', (version) => {
  const kubectl = (line: string, given?: Given) => runKubectl(version, line, given)

  test.each([
    ['get pods -n bookinfo', /productpage-v1-\S+ +2\/2 +Running/],
    ['get vs,dr -A -o wide', /virtualservice.networking.istio.io\/reviews/],
    ['get deployments -n shop -o json', /"kind": "DeploymentList"|"kind": "List"/],
    ['describe deployment reviews-v1 -n bookinfo', /Selector: +app=reviews,version=v1/],
    ['describe virtualservice reviews -n bookinfo', /Kind: +VirtualService/],
    ['logs -n bookinfo deployment/reviews-v3 -c istio-proxy --tail=5', /\/reviews\/0/],
    ['auth can-i create virtualservices -n bookinfo', /^yes/],
    ['explain virtualservice.spec.http', /FIELDS?:/],
    ['api-resources --api-group=networking.istio.io', /virtualservices +vs/],
  ])('%s', async (line, expected) => {
    const { code, out, complaints } = await kubectl(line)
    expect(complaints).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(expected)
  })

  test('version tells both its own and the server’s', async () => {
    // An old one complains that it is old.
    const { clientVersion, serverVersion } = JSON.parse((await kubectl('version -o json')).out)
    expect(clientVersion.gitVersion).toContain(`v${version}.`)
    expect(serverVersion.gitVersion).toMatch(/^v1\.34\./)
  })

  test('auth can-i says no to the auditor, and a write of theirs is refused', async () => {
    expect((await kubectl('--context=auditor auth can-i create virtualservices -n bookinfo')).out).toMatch(
      /^no/,
    )
    const refused = await kubectl('--context=auditor apply -f -', { input: route('v1') })
    expect(refused.code).toBe(1)
    expect(refused.complaints).toMatch(/Forbidden|cannot/)
  })

  test('apply, diff, edit and delete', async () => {
    const dry = await kubectl('apply --server-side --force-conflicts --dry-run=server -f -', {
      input: route('v1'),
    })
    expect(dry.out).toMatch(/serverside-applied \(server dry run\)/)
    const differs = await kubectl('diff -f -', { input: route('v2') })
    expect(differs.code).toBe(1)
    expect(differs.out).toMatch(/^- +weight: 34$/m)
    const policy = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: by-hand, namespace: bookinfo }
spec: { selector: { matchLabels: { app: nobody } } }
`
    expect((await kubectl('apply -f -', { input: policy })).out).toMatch(/by-hand created/)
    expect((await kubectl('apply -f -', { input: policy })).out).toMatch(/by-hand unchanged/)
    const editor = join(folder, 'edit.sh')
    await writeFile(editor, '#!/bin/sh\nsed -i "s/app: nobody/app: somebody/" "$1"\n')
    await chmod(editor, 0o755)
    const edited = await kubectl('edit authorizationpolicy by-hand -n bookinfo', {
      env: { KUBE_EDITOR: editor },
    })
    expect(edited.out).toMatch(/edited/)
    expect((await kubectl('get authorizationpolicy by-hand -n bookinfo -o yaml')).out).toMatch(
      /app: somebody/,
    )
    expect((await kubectl('delete authorizationpolicy by-hand -n bookinfo')).out).toMatch(/deleted/)
    expect((await kubectl('get authorizationpolicy by-hand -n bookinfo')).complaints).toMatch(/NotFound/)
  })

  test('what istiod would refuse is refused, with its reason', async () => {
    const refused = await kubectl('apply -f -', {
      input: route('v1').replace(/ {2}- route:[\s\S]*/, '  - match:\n    - uri:\n        prefix: /\n'),
    })
    expect(refused.code).toBe(1)
    expect(refused.complaints).toMatch(/denied the request|invalid/)
    expect(refused.complaints).toMatch(/route/)
  })

  test('port-forward opens a port of a pod, for one connection after the other', async () => {
    const forward = startForward(
      version,
      'port-forward -n istio-system svc/prometheus :9090 --address 127.0.0.1',
    )
    const port = await forward.port
    for (const query of ['vector(1)', 'count(istio_requests_total)']) {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?${new URLSearchParams({ query })}`)
      expect(await answer.json()).toMatchObject({ status: 'success' })
    }
    await forward.stop()
  })

  test('port-forward is refused to who may not', async () => {
    const refused = await kubectl('--context=auditor port-forward -n istio-system svc/prometheus :9090')
    expect(refused.code).toBe(1)
    expect(refused.complaints).toMatch(/[Ff]orbidden/)
  })

  test('scale makes pods and ends them', async () => {
    expect((await kubectl('scale deployment reviews-v1 -n bookinfo --replicas=3')).out).toMatch(/scaled/)
    const rolled = await kubectl('rollout status deployment/reviews-v1 -n bookinfo --timeout=60s')
    expect(rolled.out).toMatch(/successfully rolled out/)
    const pods = await kubectl('get pods -n bookinfo -l app=reviews,version=v1 --no-headers')
    expect(pods.out.trim().split('\n')).toHaveLength(3)
  })
})

/** Requests a second to each version of reviews over the last 30 s, as their client counts them. */
async function readSplit(): Promise<ReadonlyMap<string, number>> {
  const query = `sum by (destination_workload) (rate(istio_requests_total{reporter="source",destination_service_name="reviews"}[30s]))`
  const response = await fetch(`${demo.prometheusUrl}/api/v1/query?${new URLSearchParams({ query })}`)
  // The form of every instant answer, which the fidelity tables hold.
  const answer = (await response.json()) as {
    data: { result: { metric: { destination_workload: string }; value: [number, string] }[] }
  }
  return new Map(
    answer.data.result.map(({ metric, value }) => [metric.destination_workload, Number(value[1])]),
  )
}

test('a shift that kubectl applies shows within 15 s, is whole within 45 s, and goes when it is taken back', async () => {
  const first = await readSplit()
  const total = [...first.values()].reduce((sum, value) => sum + value, 0)
  const before = join(folder, 'before.yaml')
  await writeFile(before, (await kubectl('get virtualservice reviews -n bookinfo -o yaml')).out)
  const toV3 = async () => (await readSplit()).get('reviews-v3') ?? 0
  expect((await kubectl('apply -f -', { input: route('v3') })).out).toMatch(/reviews configured/)
  await expect
    .poll(toV3, { timeout: 15_000, interval: 1_000 })
    .toBeGreaterThan((first.get('reviews-v3') ?? 0) * 1.2)
  await expect.poll(toV3, { timeout: 30_000, interval: 1_000 }).toBeGreaterThan(total * 0.95)
  expect((await kubectl(`replace --force -f ${before}`)).out).toMatch(/replaced/)
  await wait(35_000)
  expect(await toV3()).toBeLessThan(total * 0.6)
})
