import { setTimeout as wait } from 'node:timers/promises'
import { buildDefinitions } from '#demo/kubernetes/objects/cluster.ts'
import { createMint } from '#demo/kubernetes/objects/mint.ts'
import { createRandom } from '#demo/world/random.ts'
import type { AskAdmin } from '#e2e/real/fidelity/kubernetes/load-cluster.ts'
import { listDefinitions } from '#tools/schemas/build-files.ts'

export type Definition = Awaited<ReturnType<typeof listDefinitions>>[number]

/**
 * The CRDs of the demo that are of no module of Istio's or Gateway API's, as somebody applies them: without what the API server
 * writes.
 */
export function listForeignDefinitions(): readonly object[] {
  const mint = createMint(createRandom(1), Date.now())
  return buildDefinitions(mint)
    .filter(({ metadata }) => !/\.(istio|k8s)\.io$/.test(metadata.name))
    .map(({ status: _, metadata: { name }, ...rest }) => ({ ...rest, metadata: { name } }))
}

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const patienceMs = 60_000

/**
 * Creates the chosen CRDs of Istio's and Gateway API's modules and waits until the API server serves their kinds. Throws
 * with its words for what it refuses, and after a minute.
 */
export async function loadDefinitions(
  admin: AskAdmin,
  choose: (definitions: readonly Definition[]) => readonly Definition[],
): Promise<void> {
  const chosen = choose(await listDefinitions())
  for (const definition of [...chosen, ...listForeignDefinitions()]) {
    const { status, body } = await admin(path, 'POST', definition)
    if (status !== 201) throw new Error(`the cluster refuses a CRD: ${status} ${Object(body).message}`)
  }
  const untilMs = Date.now() + patienceMs
  for (const { spec } of chosen) {
    const { name } = spec.versions.find(({ served }) => served) ?? { name: '' }
    const collection = `/apis/${spec.group}/${name}/${spec.names.plural}?limit=1`
    while ((await admin(collection)).status !== 200) {
      if (Date.now() > untilMs) throw new Error(`the cluster does not serve ${collection}`)
      await wait(50)
    }
  }
}
