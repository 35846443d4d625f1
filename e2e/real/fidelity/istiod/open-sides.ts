import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import { startDemo } from '#demo/serve.ts'
import type { Manifest } from '#demo/world/types.ts'
import { ask } from '#e2e/real/fidelity/answer.ts'
import { askAs, loadObjects, waitForKinds } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { startIstiod } from '#e2e/real/servers/istiod.ts'
import { listForeignDefinitions } from '#e2e/real/servers/load-definitions.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { listDefinitions } from '#tools/schemas/build-files.ts'

/** The demo's istiod and a real one over the same objects; no proxy is connected to the real one. */
export interface IstiodSides {
  readonly demo: string
  readonly real: string
  stop(): Promise<void>
}

export async function openIstiodSides(
  programs: Pick<Programs, 'etcd' | 'kubernetes' | 'istiod'>,
): Promise<IstiodSides> {
  const folder = await mkdtemp(join(tmpdir(), 'vardia-fidelity-'))
  const started: { stop(): Promise<void> }[] = []
  const keep = async <Server extends { stop(): Promise<void> }>(starting: Promise<Server>) => {
    const server = await starting
    started.unshift(server)
    return server
  }
  const stop = async () => {
    for (const server of started) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const demo = await keep(startDemo({ seed: 7, kubeconfigPath: join(folder, 'demo') }))
    const { users } = demo
    const controlPlane = await keep(startControlPlane({ programs, folder, users, asSent: true }))
    const admin = askAs(controlPlane, users.find(({ name }) => name === 'admin')?.token ?? '')
    for (const definition of [...(await listDefinitions()), ...listForeignDefinitions()]) {
      await admin('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'POST', definition)
    }
    await waitForKinds(admin)
    const { manifests } = buildObjects(demo.world)
    await loadObjects(admin, manifests)
    const { kubeconfigPath } = controlPlane
    const real = await keep(
      startIstiod({ program: programs.istiod, folder, kubeconfigPath, mesh: readMesh(manifests) }),
    )
    await untilRead(real.url)
    return { demo: demo.istiodUrls[0] ?? '', real: real.url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What the demo's ConfigMap tells of the mesh. */
function readMesh(manifests: readonly Manifest[]): string {
  const map = manifests.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio')
  return String(Object(map?.['data']).mesh)
}

/** istiod is ready before it has told itself of every object. Rejects after twenty seconds. */
async function untilRead(url: string): Promise<void> {
  const deadline = Date.now() + 20_000
  let before = ''
  while (Date.now() < deadline) {
    const read = await Promise.all(
      ['registryz', 'endpointz', 'configz'].map(async (name) => (await ask({ url }, `/debug/${name}`)).body),
    )
    const text = JSON.stringify(read)
    // What it lists comes in another order each time.
    const now = String(text.length)
    if (now === before && text.includes('reviews.bookinfo')) return
    before = now
    await setTimeout(500)
  }
  throw new Error('istiod does not come to rest')
}
