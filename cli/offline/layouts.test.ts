import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatValue } from '#cli/print.ts'
import { runCli, startTimeoutMs } from '#cli/run-cli.test-support.ts'
import { setupSchema } from '#contract/setup.ts'
import { trafficGraphSchema } from '#contract/traffic-graph.ts'
import { type Demo, startDemo } from '#demo/serve.ts'
import { type MeshKind, meshKinds } from '#server/mesh/objects/kinds.ts'

interface Item {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
}

let folder: string
let demo: Demo
/** All objects of the demo's cluster, by resource. */
const objects = new Map<MeshKind, readonly Item[]>()
const paths: Record<string, string> = {}
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vardia-layouts-'))
  demo = await startDemo({ kubeconfigPath: join(folder, 'kubeconfig') })
  for (const kind of kinds) objects.set(kind, await list(kind))
  paths['folder of YAML'] = writeAll('plain', layOutPlainly())
  paths['must-gather'] = writeAll('must-gather.local.1', layOutAsMustGather())
  paths['must-gather, packed'] = pack('must-gather.local.1', 'must-gather.tar.gz')
  writeAll('bug-report', layOutAsBugReport())
  paths['bug report'] = pack('bug-report', 'bug-report.tar.gz')
}, startTimeoutMs)
afterAll(async () => {
  await demo.stop()
  rmSync(folder, { recursive: true, force: true })
})

// The type of a record's keys is lost in Object.keys.
const kinds = Object.keys(meshKinds) as MeshKind[]

async function list(kind: MeshKind): Promise<readonly Item[]> {
  const { group, versions, resource } = meshKinds[kind]
  const token = demo.users.find(({ name }) => name === 'admin')?.token
  for (const version of versions) {
    const apiVersion = group ? `${group}/${version}` : version
    const path = `${group ? '/apis' : '/api'}/${apiVersion}/${resource}`
    const answer = await fetch(`${demo.kubernetesUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    if (!answer.ok) continue
    const { items } = Object(await answer.json())
    const word = kind === 'IstioGateway' ? 'Gateway' : kind
    return items.map((item: Item) => ({ ...item, apiVersion, kind: word }))
  }
  return []
}

type Files = Readonly<Record<string, string>>

function writeAll(name: string, files: Files): string {
  for (const [path, text] of Object.entries(files)) {
    const place = join(folder, name, path)
    mkdirSync(dirname(place), { recursive: true })
    writeFileSync(place, text)
  }
  return join(folder, name)
}

function pack(name: string, archive: string): string {
  const ended = spawnSync('tar', ['-czf', join(folder, archive), '-C', folder, name])
  expect(ended.status).toBe(0)
  return join(folder, archive)
}

/** As somebody keeps them in git: a file for each object. */
const layOutPlainly = (): Files =>
  Object.fromEntries(
    [...objects].flatMap(([kind, items]) =>
      items.map((item) => [
        `${item.metadata.namespace ?? 'cluster'}/${kind}-${item.metadata.name}.yaml`,
        formatValue('yaml', item),
      ]),
    ),
  )

/** In these groups `oc adm inspect ns/NAME` writes one list for each resource; of others a file for each object. */
const listed = ['', 'apps', 'batch', 'discovery.k8s.io']

/**
 * `oc adm must-gather` with the image of openshift-service-mesh/istio-must-gather: what `oc adm inspect` writes, and beside
 * it the answers of istiod and of each proxy.
 */
function layOutAsMustGather(): Files {
  const root = 'quay-io-sail-dev-istio-must-gather-sha256-0123456789abcdef'
  const files: Record<string, string> = {
    [`${root}/version`]: 'openshift-service-mesh/must-gather\n3.1\n',
    [`${root}/timestamp`]:
      '2026-03-01 10:00:00.123456789 +0100 CET m=+0.123\n2026-03-01 10:05:00.5 +0100 CET m=+300.5\n',
    [`${root}/namespaces/istio-system/default/debug-syncz.json`]: 'command terminated with exit code 1\n',
  }
  for (const [kind, items] of objects) {
    const { group, resource } = meshKinds[kind]
    for (const [namespace, own] of Map.groupBy(items, ({ metadata }) => metadata.namespace)) {
      const home = `${root}/${namespace ? `namespaces/${namespace}` : 'cluster-scoped-resources'}`
      const place = `${home}/${group || 'core'}/${resource}`
      if (namespace && listed.includes(group)) {
        const apiVersion = own[0]?.apiVersion ?? 'v1'
        files[`${place}.yaml`] = formatValue('yaml', { apiVersion, kind: `${kind}List`, items: own })
      } else for (const each of own) files[`${place}/${each.metadata.name}.yaml`] = formatValue('yaml', each)
      if (kind === 'Namespace')
        for (const each of own)
          files[`${root}/namespaces/${each.metadata.name}/${each.metadata.name}.yaml`] = formatValue(
            'yaml',
            each,
          )
      if (kind !== 'Pod') continue
      for (const each of own) {
        const pod = `${home}/pods/${each.metadata.name}`
        files[`${pod}/${each.metadata.name}.yaml`] = formatValue('yaml', each)
        files[`${pod}/istio-proxy/istio-proxy/logs/current.log`] = 'a line\n'
        files[`${pod}/config_dump_proxy.json`] = '{"configs":[{"kind":"Service","apiVersion":"v1"'
      }
    }
  }
  return files
}

/** `istioctl bug-report` (istio/istio tools/bug-report/pkg/bugreport/bugreport.go, content/content.go). */
function layOutAsBugReport(): Files {
  const write = (wanted: (kind: MeshKind) => boolean) =>
    formatValue('yaml', {
      apiVersion: 'v1',
      kind: 'List',
      items: [...objects].filter(([kind]) => wanted(kind)).flatMap(([, items]) => items),
    })
  const isOwn = (kind: MeshKind) => listed.includes(meshKinds[kind].group)
  return {
    versions: 'client version: 1.31.0\n',
    'bug-report.log': 'Fetching\n',
    'cluster/k8s-cluster-resources': write((kind) => kind === 'Namespace'),
    'cluster/k8s-resources': write((kind) => isOwn(kind) && kind !== 'Namespace'),
    'cluster/crs': write((kind) => !isOwn(kind)),
    'cluster/secrets': 'NAMESPACE NAME TYPE DATA AGE\nshop db Opaque 1 4d\n',
    'cluster/events': 'NAMESPACE LAST SEEN TYPE REASON\n',
    'cluster/cluster-context': 'demo\nhttps://127.0.0.1:6443\n',
    'istio/istio-system/istiod-1/debug/configz': '[{"kind":"VirtualService"',
    'istio/istio-system/istiod-1/discovery.log': 'a line\n',
    'proxies/bookinfo/details-v1-1/config_dump?include_eds=true': '{"configs":[',
    'analyze/all-namespaces/analyze': 'Warning [IST0102]\n',
  }
}

/** Without any cluster or server to ask. */
const askFiles = (args: readonly string[], from: string | undefined) =>
  runCli([...args, '--from', from ?? '/nonexistent'])

async function listNodes(from: string | undefined) {
  const { stdout, stderr, exitCode } = await askFiles(['graph', '-o', 'json', '--idle'], from)
  expect([exitCode, stderr.includes('Left out')], stderr).toEqual([0, false])
  const { nodes, edges } = trafficGraphSchema.parse(JSON.parse(stdout))
  return { nodes: nodes.map(({ id }) => id).sort(), edges: edges.length, stderr }
}

describe('objects that somebody gathered', { timeout: 120_000 }, () => {
  it.each(['must-gather', 'must-gather, packed', 'bug report'])(
    'as a %s are the mesh that they are as a folder of YAML, without traffic, as is said',
    async (name) => {
      const plain = await listNodes(paths['folder of YAML'])
      expect(plain.nodes.length).toBeGreaterThan(30)
      const { nodes, edges, stderr } = await listNodes(paths[name])
      expect(nodes).toEqual(plain.nodes)
      expect(edges).toBe(0)
      expect(stderr).toMatch(/files of 20\d\d-\d\d-\d\d/)
    },
  )

  it('as a must-gather are of the moment that it says, not of the day of its copy', async () => {
    const { stderr } = await askFiles(['status'], paths['must-gather'])
    expect(stderr).toMatch(/^Reading files of 2026-03-01T09:05:00\.000Z\.\n/)
  })

  it.each(['must-gather', 'bug report'])('as a %s have sources that are off, each with why', async (name) => {
    const { stdout } = await askFiles(['status', '-o', 'json'], paths[name])
    const { sources } = setupSchema.parse(JSON.parse(stdout))
    expect(sources.map(({ name: source, state }) => `${source} ${state}`)).toEqual([
      'kubernetes found',
      'prometheus off',
      'tracing off',
      'grafana off',
      'istiod off',
    ])
    for (const { name: source, says } of sources)
      if (source !== 'kubernetes') expect(says.text.length).toBeGreaterThan(10)
  })

  it('are looked at by one of their namespaces alone where that is asked for', async () => {
    const { stdout } = await askFiles(
      ['graph', '-o', 'json', '--idle', '-n', 'bookinfo'],
      paths['bug report'],
    )
    const { nodes } = trafficGraphSchema.parse(JSON.parse(stdout))
    expect(new Set(nodes.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
  })
})

describe('what is no honest archive', { timeout: 120_000 }, () => {
  const make = (name: string, script: string): string => {
    const place = join(folder, `bad-${name.replaceAll(' ', '-')}`)
    mkdirSync(place)
    const ended = spawnSync('sh', ['-ec', script], { cwd: place })
    expect([ended.status, ended.stderr.toString()]).toEqual([0, ''])
    return join(place, 'bad.tar.gz')
  }

  it.each<[string, string, RegExp]>([
    [
      'climbs out of itself',
      'mkdir in; echo "kind: Pod" > up.yaml; tar -czPf bad.tar.gz -C in ../up.yaml',
      /names a place outside itself/,
    ],
    [
      'names an absolute place',
      'echo "kind: Pod" > a.yaml; tar -czPf bad.tar.gz $PWD/a.yaml',
      /outside itself/,
    ],
    [
      'unpacks to far more than it is',
      'truncate -s 200M a.yaml; tar -czf bad.tar.gz a.yaml; rm a.yaml',
      /exceeds 128 MB/,
    ],
    [
      'is cut short',
      'head -c 90000 /dev/urandom > a.yaml; tar -czf whole a.yaml; head -c 50000 whole > bad.tar.gz',
      /damaged/,
    ],
    ['is no archive', 'echo hello > bad.tar.gz', /damaged/],
    ['is empty', ': > bad.tar.gz', /damaged/],
    ['holds no objects', 'echo "a: 1" > values.yaml; tar -czf bad.tar.gz values.yaml', /no object/i],
    [
      'holds links alone, which are not followed',
      'ln -s /etc/passwd a.yaml; ln -s ../../.. b; tar -czf bad.tar.gz a.yaml b',
      /no object/i,
    ],
  ])('that %s is refused in one line', async (name, script, words) => {
    const { exitCode, stdout, stderr } = await askFiles(['run', '--no-browser'], make(name, script))
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(words)
    expect(stderr).toMatch(/^vardia: [^\n]*\n$/)
  })
})
