import { describe, expect, it } from 'vitest'
import { type FileCluster, openFileCluster } from '#server/adapters/kubernetes/files/open-file-cluster.ts'
import { parseManifests } from '#server/adapters/kubernetes/files/parse-manifests.ts'
import { configSchema } from '#server/config/schema.ts'
import { isProblem } from '#server/problem.ts'

const signal = AbortSignal.timeout(10_000)
const viewer = { identity: 'files' }

function open(text: string, settings: Record<string, string> = {}, more: Partial<FileCluster> = {}) {
  return openFileCluster(configSchema.parse(settings), {
    path: 'here',
    takenMs: 1_700_000_000_000,
    manifests: parseManifests(text),
    ...more,
  })
}

const service = (name: string, namespace?: string) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}${namespace ? `, namespace: ${namespace}` : ''}, managedFields: [{}]}\nspec: {ports: [{port: 80}]}\n---\n`

describe('a cluster of files', () => {
  it('has the namespaces that its objects are in, and default for those that name none', async () => {
    const snapshot = await open(service('a', 'shop') + service('b')).readSnapshot(signal)
    expect(
      snapshot
        .all('Namespace')
        .map(({ metadata }) => metadata.name)
        .sort(),
    ).toEqual(['default', 'shop'])
    expect(snapshot.find('Service', 'default', 'b')).toBeDefined()
  })

  it('may be read by everybody and written by nobody', async () => {
    const access = await open(service('a', 'shop')).readAccess(viewer, signal)
    expect([access.may('list', 'Service', 'shop'), access.may('list', 'Pod'), access.readOnly]).toEqual([
      true,
      true,
      true,
    ])
    expect(access.may('create', 'VirtualService', 'shop')).toBe(false)
  })

  it('shows the namespaces asked for alone, and says so', async () => {
    const cluster = open(service('a', 'shop') + service('b', 'other'), { VARDIA_NAMESPACES: 'shop' })
    const [snapshot, access] = [await cluster.readSnapshot(signal), await cluster.readAccess(viewer, signal)]
    expect(snapshot.all('Service').map(({ metadata }) => metadata.name)).toEqual(['a'])
    expect(access.may('list', 'Service', 'other')).toBe(false)
    expect(cluster.status()).toMatchObject({ namespaces: ['shop'], files: { path: 'here' } })
  })

  it("keeps to the mesh's own discovery selectors, and of ConfigMaps reads the mesh's alone", async () => {
    const mesh = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: NAME, namespace: istio-system}\ndata: {mesh: "discoverySelectors: [{matchLabels: {mesh: 'yes'}}]"}\n---\n`
    const within = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {mesh: "yes"}}\n---\n'
    const text = mesh.replace('NAME', 'istio') + mesh.replace('NAME', 'private') + within
    const snapshot = await open(text + service('a', 'shop') + service('b', 'other')).readSnapshot(signal)
    expect(snapshot.all('Service').map(({ metadata }) => metadata.name)).toEqual(['a'])
    expect(snapshot.all('ConfigMap').map(({ metadata }) => metadata.name)).not.toContain('private')
  })

  it('tells an object without what the API server added, and of one that is not there that it is not', async () => {
    const cluster = open(service('a', 'shop'))
    const ask = (name: string) =>
      cluster.readObject(viewer, { kind: 'Service', namespace: 'shop', name }, signal)
    expect(await ask('a')).toMatchObject({ metadata: { name: 'a' } })
    expect(JSON.stringify(await ask('a'))).not.toContain('managedFields')
    await expect(ask('b')).rejects.toMatchObject({ code: 'kubernetes-not-found' })
  })

  it('refuses in words what only a running cluster can tell', async () => {
    const cluster = open(service('a', 'shop'))
    const target = { namespace: 'shop', pod: 'a', container: 'a' }
    const ended: unknown[] = []
    cluster.followLog(
      viewer,
      target,
      { tailLines: 1 },
      { lines: () => undefined, state: () => undefined, end: (problem) => ended.push(problem) },
    )
    const refusals = await Promise.allSettled([
      cluster.listEvents(viewer, { namespace: 'shop', name: 'a' }, signal),
      cluster.readLog(viewer, target, { tailLines: 1 }, signal),
      cluster.openTunnel({ namespace: 'shop', pod: 'a', port: 80 }, signal),
    ])
    for (const refusal of [...refusals.map((each) => each.status === 'rejected' && each.reason), ...ended])
      expect(isProblem(refusal) && refusal.code).toBe('files-lack')
  })

  it('leaves out what has no form that can be read, and is none without any object', async () => {
    const odd = 'apiVersion: v1\nkind: Service\nmetadata: {name: odd}\nspec: {ports: 7}\n---\n'
    const snapshot = await open(odd + service('a')).readSnapshot(signal)
    expect(snapshot.all('Service').map(({ metadata }) => metadata.name)).toEqual(['a'])
    expect(() => open('apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n')).toThrow(/files-without-objects/)
  })

  it('counts a kind that was not gathered as one that nothing is known of', async () => {
    const cluster = open(service('a'), {}, { unseen: [{ kind: 'PeerAuthentication', reason: 'forbidden' }] })
    expect((await cluster.readSnapshot(signal)).kinds.has('PeerAuthentication')).toBe(false)
    expect(cluster.status().unseen).toEqual([{ kind: 'PeerAuthentication', reason: 'forbidden' }])
  })
})
