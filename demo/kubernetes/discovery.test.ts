import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCluster, type TestCluster } from '#demo/testing/kubernetes-client.ts'
import { meshKinds } from '#server/mesh/objects/kinds.ts'

let cluster: TestCluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterAll(() => cluster.handle.stop())

const recorded = new URL('../../../shared/recorded/kubernetes/', import.meta.url)
const readRecorded = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, recorded), 'utf8'))
const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

test.each(Object.entries(meshKinds))(
  '%s is served in a version that the console asks for, and in each that has its group',
  async (_kind, { group, resource, namespaced, versions, ...facts }) => {
    let served = 0
    for (const version of versions) {
      const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
      const { json } = await cluster.ask(path)
      const found = json?.resources.find(({ name }: { name: string }) => name === resource)
      if (!found) continue
      served += 1
      expect(found, `${path}/${resource}`).toMatchObject({ namespaced })
      expect((await cluster.ask(`${path}/${resource}?limit=1`)).status).toBe(200)
    }
    if (!('addOn' in facts)) expect(served).toBeGreaterThan(0)
  },
)

describe.skipIf(!existsSync(recorded))('discovery agrees with the recorded server', () => {
  test('on every resource that both serve, in the aggregated document', async () => {
    const { json, headers } = await cluster.ask('/apis', {
      headers: { accept: `${aggregated},application/json` },
    })
    expect(headers.get('content-type')).toBe(aggregated)
    const flatten = (document: typeof json) =>
      new Map(
        document.items.flatMap((group: typeof json) =>
          group.versions.flatMap((version: typeof json) =>
            version.resources.map((resource: typeof json) => [
              `${group.metadata.name}/${version.version}/${resource.resource}`,
              { ...resource, verbs: resource.verbs.toSorted(), subresources: undefined },
            ]),
          ),
        ),
      )
    const theirs = flatten(readRecorded('apis-aggregated'))
    // The recorded cluster had no CRDs of others.
    const ours = new Map([...flatten(json)].filter(([key]) => !String(key).startsWith('argoproj.io/')))
    const missing = [...ours.keys()].filter((key) => !theirs.has(key))
    // The mesh's own kinds must all be there; of Kubernetes' those that a console may meet.
    expect(missing).toEqual([])
    for (const [key, resource] of ours) expect(resource, String(key)).toEqual(theirs.get(key))
    const mesh = [...theirs.keys()].filter((key) => /istio|gateway\.networking\.k8s/.test(String(key)))
    const lost = mesh.filter((key) => !ours.has(key))
    // Deprecated versions that the CRDs of gateway-api v1.6.0 (standard channel of tools/schemas) do not serve.
    expect(lost.filter((key) => !/v1alpha[23]\/(tcp|tls|udp)routes|backendtls/.test(String(key)))).toEqual([])
  })

  test('on the resources of networking.istio.io/v1, with their storage hashes', async () => {
    const { json } = await cluster.ask('/apis/networking.istio.io/v1')
    const normalise = (document: typeof json) => ({
      ...document,
      resources: document.resources
        .map((resource: typeof json) => ({ ...resource, verbs: resource.verbs.toSorted() }))
        .toSorted((left: typeof json, right: typeof json) => (left.name < right.name ? -1 : 1)),
    })
    expect(normalise(json)).toEqual(normalise(readRecorded('apis-networking.istio.io-v1')))
  })

  test('on the form of /version', async () => {
    const { json } = await cluster.ask('/version')
    expect(Object.keys(json)).toEqual(Object.keys(readRecorded('version')))
  })
})

test('groups list their versions with the preferred one first', async () => {
  const { json } = await cluster.ask('/apis')
  const group = json.groups.find(({ name }: { name: string }) => name === 'networking.istio.io')
  expect(group.versions.map(({ version }: { version: string }) => version)).toEqual([
    'v1',
    'v1beta1',
    'v1alpha3',
  ])
  expect(group.preferredVersion.version).toBe('v1')
})

describe('OpenAPI', () => {
  test('the index names a document for each served group and version, with the hash of its content', async () => {
    // The real server says that its JSON is plain text.
    const json = JSON.parse((await cluster.ask('/openapi/v3')).text)
    const entry = json.paths['apis/security.istio.io/v1'].serverRelativeURL
    expect(entry).toMatch(/^\/openapi\/v3\/apis\/security\.istio\.io\/v1\?hash=[0-9A-F]{128}$/)
    const document = await cluster.ask(entry)
    expect(document.json.openapi).toBe('3.0.0')
    expect(json.paths['api/v1']).toBeDefined()
  })

  test('a document has the schema of each kind, under the recorded names', async () => {
    const { json } = await cluster.ask('/openapi/v3/apis/security.istio.io/v1')
    const schema = json.components.schemas['io.istio.security.v1.PeerAuthentication']
    expect(schema.properties.spec.properties.mtls.properties.mode.enum).toContain('STRICT')
    expect(schema['x-kubernetes-group-version-kind']).toEqual([
      { group: 'security.istio.io', version: 'v1', kind: 'PeerAuthentication' },
    ])
    if (!existsSync(recorded)) return
    const theirs = readRecorded('openapi-v3-security.istio.io-v1')
    const kinds = (document: typeof json) =>
      Object.keys(document.components.schemas).filter((name) => name.startsWith('io.istio'))
    expect(kinds(json).toSorted()).toEqual(kinds(theirs).toSorted())
    for (const path of Object.keys(json.paths)) expect(Object.keys(theirs.paths)).toContain(path)
  })

  test('documents of built-in groups have every definition that their kinds refer to', async () => {
    const { status, json } = await cluster.ask('/openapi/v3/apis/apps/v1')
    expect(status).toBe(200)
    const known = Object.keys(json.components.schemas)
    const named = [...JSON.stringify(json).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(known).toContain('io.k8s.api.apps.v1.Deployment')
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([])
  })
})
