import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildObjects } from '#demo/kubernetes/objects/build-objects.ts'
import { startKubernetes } from '#demo/kubernetes/serve.ts'
import type { User, UserName } from '#demo/kubernetes/users.ts'
import { buildWorld } from '#demo/world/build-world.ts'
import type { Manifest } from '#demo/world/types.ts'
import { ask } from '#e2e/real/fidelity/answer.ts'
import {
  changeObjects,
  editCluster,
  editDemo,
  readVersion,
} from '#e2e/real/fidelity/kubernetes/change-objects.ts'
import type { Side } from '#e2e/real/fidelity/kubernetes/check-requests.ts'
import {
  askAs,
  copyCluster,
  listKeptOtherwise,
  loadObjects,
  waitForKinds,
} from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { type ControlPlane, startControlPlane } from '#e2e/real/servers/control-plane.ts'
import { listForeignDefinitions } from '#e2e/real/servers/load-definitions.ts'
import type { Programs } from '#e2e/real/servers/programs.ts'
import { listDefinitions } from '#tools/schemas/build-files.ts'

export interface Sides {
  readonly demo: Side
  readonly real: Side
  /** Objects of the demo's world that the real API server did not take, and why. */
  readonly refused: readonly string[]
  /** Fields that it keeps otherwise than the demo shows them. */
  readonly keptOtherwise: readonly string[]
  stop(): Promise<void>
}

const scratch: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'changing' } }

/** Starts the demo's API server and a real one, with the same users and, of the demo's world, the same objects. */
export async function openSides(programs: Pick<Programs, 'etcd' | 'kubernetes'>): Promise<Sides> {
  const world = buildWorld({ seed: 7, nowMs: Date.now() })
  const demo = await startKubernetes({ world, controllers: false })
  const folder = await mkdtemp(join(tmpdir(), 'vardia-fidelity-'))
  const real = await startControlPlane({ programs, folder, users: demo.users, asSent: true })
  const stop = async () => {
    await Promise.all([demo.stop(), real.stop()])
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const tokens = listTokens(demo.users)
    const admin = askAs(real, tokens.admin)
    for (const definition of [...(await listDefinitions()), ...listForeignDefinitions()]) {
      await admin('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', 'POST', definition)
    }
    await waitForKinds(admin)
    const { manifests } = buildObjects(world)
    const refused = await loadObjects(admin, [...manifests, scratch])
    const keptOtherwise = await listKeptOtherwise(admin, manifests)
    await copyCluster(admin, demo.store)
    await compactEtcd(real, await readVersion(admin))
    demo.store.compact()
    return {
      demo: { server: demo, tokens, milestones: await changeObjects(editDemo(demo.store)) },
      real: { server: real, tokens, milestones: await changeObjects(editCluster(admin)) },
      refused,
      keptOtherwise,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Makes etcd forget every version before this one. */
async function compactEtcd({ etcdUrl }: ControlPlane, version: string): Promise<void> {
  const body = JSON.stringify({ revision: version, physical: true })
  const { status } = await ask({ url: etcdUrl }, '/v3/kv/compaction', { method: 'POST', body })
  if (status !== 200) throw new Error(`etcd did not compact: ${status}`)
}

function listTokens(users: readonly User[]): Record<UserName, string> {
  const read = (wanted: UserName) => users.find(({ name }) => name === wanted)?.token ?? ''
  return { admin: read('admin'), editor: read('editor'), auditor: read('auditor'), nobody: read('nobody') }
}
