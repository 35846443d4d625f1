import type { ConfigItem, configObjects } from '#contract/config.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import { isConfigObject } from '#server/mesh/config/judge-validity.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import {
  isConfigKind,
  listMeshKinds,
  type MeshKind,
  meshKinds,
  nameKind,
} from '#server/mesh/objects/kinds.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { presentConfigItem } from '#server/usecases/stages/present-config.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Answer = CallOutput<typeof configObjects>

const keptMs = 60_000
/** The event loop is given back after so long: thousands of objects that nobody judged before take longer. */
const sliceMs = 20

/**
 * Every object of the kinds that configure the mesh, as the viewer may see them. Throws Problem not-found when none of
 * the asked namespaces is visible, or what the Kubernetes adapter throws.
 */
export const readConfig: UseCase<CallArguments<typeof configObjects>, Answer> = async (input, context) => {
  const { adapters, nowMs, signal } = context
  const { kubernetes } = adapters
  const view = await readView(context)
  const { cut, access } = view
  const key = `config ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<Answer>(cut, key, nowMs)
  if (recent) return recent

  const chosen = chooseNamespaces(input.namespaces, view)
  const notices = [...tellCluster(kubernetes.status(), nowMs), ...chosen.notices]
  const served = listMeshKinds()
    .filter((kind) => isConfigKind(kind) && cut.kinds.has(kind))
    .map((kind) => ({ kind, versions: kubernetes.listVersions(kind) }))
  const places = input.namespaces ? chosen.asked : new Set([...chosen.asked, ''])
  const items = await presentInSlices(listPlaced(served, places, cut), { snapshot: cut, access }, signal)
  const counts = Map.groupBy(items, ({ kind, apiVersion }) => `${apiVersion.split('/', 1)[0]} ${kind}`)
  const answer: Answer = {
    asOf: new Date(nowMs).toISOString(),
    kinds: served.map(({ kind, versions }) => {
      const { group, namespaced } = meshKinds[kind]
      const word = nameKind(kind)
      const count = counts.get(`${group} ${word}`)?.length ?? 0
      return { kind: word, group, versions: [...versions], namespaced, count }
    }),
    items: items.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    notices,
  }
  if (tellCluster(kubernetes.status(), nowMs).length === 0)
    keepAnswer(cut, key, answer, { nowMs, untilMs: nowMs + keptMs })
  return answer
}

const orderOf = ({ namespace, kind, name }: ConfigItem) => `${namespace} ${kind} ${name}`

interface Placed {
  readonly kind: MeshKind
  readonly version: string
  readonly object: ReturnType<MeshSnapshot['all']>[number]
}

function listPlaced(
  served: readonly { readonly kind: MeshKind; readonly versions: readonly string[] }[],
  places: ReadonlySet<string>,
  snapshot: MeshSnapshot,
): readonly Placed[] {
  return served.flatMap(({ kind, versions }) =>
    snapshot
      .all(kind)
      .filter(({ metadata }) => places.has(metadata.namespace))
      .map((object) => ({ kind, version: versions[0] ?? meshKinds[kind].versions[0], object })),
  )
}

async function presentInSlices(
  placed: readonly Placed[],
  sight: { readonly snapshot: MeshSnapshot; readonly access: ViewerAccess },
  signal: AbortSignal,
): Promise<readonly ConfigItem[]> {
  const items: ConfigItem[] = []
  let begunMs = performance.now()
  for (const { kind, version, object } of placed) {
    if (isConfigObject(kind, object)) items.push(presentConfigItem(kind, object, { ...sight, version }))
    if (performance.now() - begunMs < sliceMs) continue
    await new Promise((resolve) => setImmediate(resolve))
    signal.throwIfAborted()
    begunMs = performance.now()
  }
  return items
}
