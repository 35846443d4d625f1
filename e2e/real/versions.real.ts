import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { sources } from '#contract/session.ts'
import type { Manifest } from '#demo/world/types.ts'
import { graphJourneys } from '#e2e/journeys/graph.ts'
import { overviewJourneys } from '#e2e/journeys/overview.ts'
import { buildPrograms } from '#e2e/real/servers/build-programs.ts'
import { type Cluster, type ClusterOptions, startCluster } from '#e2e/real/servers/cluster.ts'
import type { Definition } from '#e2e/real/servers/load-definitions.ts'
import { type ConsoleOverMesh, journeysOver, walk } from '#e2e/support/journey.ts'
import { startConsole } from '#e2e/support/start-console.ts'

type Version = Definition['spec']['versions'][number]

const isIstio = ({ spec }: Definition) => spec.group.endsWith('.istio.io')
const isGatewayApi = ({ spec }: Definition) => spec.group === 'gateway.networking.k8s.io'

function withVersions(definition: Definition, versions: readonly Version[]): Definition {
  return { ...definition, spec: { ...definition.spec, versions } }
}

/** Istio's kinds as they were before 1.22: no v1 anywhere, and no kind that came with it. */
function keepBeforeV1(definition: Definition): readonly Definition[] {
  if (!isIstio(definition)) return [definition]
  const { versions } = definition.spec
  const kept = versions.find(({ name }) => name === 'v1beta1') ?? versions.find(({ name }) => name !== 'v1')
  return kept ? [withVersions(definition, [{ ...kept, served: true, storage: true }])] : []
}

/** A later Istio: a version that this console does not know is stored, and Sidecars have no other. */
function addV2(definition: Definition): Definition {
  const { versions, names } = definition.spec
  const newest = versions.find(({ name }) => name === 'v1')
  if (!isIstio(definition) || !newest) return definition
  const v2 = { ...newest, name: 'v2', storage: true }
  if (names.kind === 'Sidecar') return withVersions(definition, [v2])
  return withVersions(definition, [v2, ...versions.map((version) => ({ ...version, storage: false }))])
}

const clusters: readonly {
  readonly name: string
  readonly options: Pick<ClusterOptions, 'chooseDefinitions' | 'convert'>
  /** Kinds of which the console says that it knows nothing. */
  readonly unknown: readonly string[]
  /** Objects of the world that such a cluster cannot hold. */
  readonly notServed: readonly string[]
}[] = [
  {
    name: 'a cluster without the Gateway API',
    options: { chooseDefinitions: (all) => all.filter((each) => !isGatewayApi(each)) },
    // Not those that clusters of an older release or of the standard channel lack as well.
    unknown: ['GatewayClass', 'Gateway', 'HTTPRoute', 'GRPCRoute', 'ReferenceGrant'],
    notServed: ['GRPCRoute', 'Gateway', 'GatewayClass', 'HTTPRoute'],
  },
  {
    name: 'a cluster that has Istio only as it was before its v1',
    options: {
      chooseDefinitions: (all) => all.flatMap(keepBeforeV1),
      convert: (manifest) => ({ ...manifest, apiVersion: formatBeforeV1(manifest) }),
    },
    unknown: [],
    notServed: [],
  },
  {
    name: 'a cluster with newer versions of Istio’s kinds',
    options: { chooseDefinitions: (all) => all.map(addV2) },
    unknown: ['Sidecar'],
    notServed: ['Sidecar'],
  },
]

function formatBeforeV1({ apiVersion }: Manifest): string {
  const [group = '', version] = apiVersion.split('/')
  if (!group.endsWith('.istio.io') || version !== 'v1') return apiVersion
  return `${group}/${group.startsWith('telemetry') ? 'v1alpha1' : 'v1beta1'}`
}

interface OverCluster extends ConsoleOverMesh {
  readonly cluster: Cluster
}

async function startOver(options: (typeof clusters)[number]['options']): Promise<OverCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-versions-'))
  const cluster = await startCluster({ programs: await buildPrograms(), folder, ...options })
  const console = await startConsole({
    KUBECONFIG: cluster.controlPlane.kubeconfigPath,
    VARDIA_PROMETHEUS_URL: cluster.exporterUrl,
    VARDIA_CHECK_OUTPUT: 'true',
  })
  const stop = async () => {
    await console.stop()
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { cluster, console, stop }
}

describe.each(clusters)('$name', ({ options, unknown, notServed }) => {
  const journey = journeysOver(() => startOver(options))

  journey('says of which kinds it knows nothing, and is well', async ({ page, open, mesh }) => {
    expect([...mesh.cluster.notServed].map((each) => each.split(' ')[1]).toSorted()).toEqual(notServed)
    await open('/')
    await page.getByRole('region', { name: 'Namespaces' }).getByRole('table').waitFor()
    const response = await page.request.get(`${mesh.console.url}/api/v1/sources`)
    const [kubernetes] = sources.output.parse(await response.json()).sources
    expect(kubernetes?.state).toBe('ok')
    expect(kubernetes?.unseen?.map(({ kind }) => kind) ?? []).toEqual(unknown)
    // Its name goes on with what is down: these clusters' istiod is an object without a server.
    await page.getByRole('button', { name: /^Data sources/ }).click()
    await page.getByRole('heading', { name: 'Kubernetes' }).waitFor()
    const said = page.getByText(/Not in this cluster, so nothing is known of them/)
    if (unknown.length > 0) expect(await said.textContent()).toContain(unknown.join(', '))
    else expect(await said.count()).toBe(0)
  })

  walk(journey, [...overviewJourneys, ...graphJourneys.slice(0, 1)])
})
