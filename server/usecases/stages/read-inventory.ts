import type { Notice } from '#contract/words.ts'
import type { JudgingFacts } from '#server/mesh/health/judge-object.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherHealth } from '#server/usecases/stages/gather-health.ts'
import { type GatheredSync, gatherSync, tellNoSync } from '#server/usecases/stages/gather-sync.ts'
import { readSourceStatus } from '#server/usecases/stages/read-source-status.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { tellIstiod } from '#server/usecases/stages/tell-istiod.ts'

const keptMs = 10_000
/** What lacks what istiod tells, which may tell it to the next who asks. */
const keptInPartMs = 2_000

/** What the objects of the chosen namespaces are listed and judged from. */
export interface InventoryFacts extends JudgingFacts {
  /** Cut to the viewer. */
  readonly snapshot: MeshSnapshot
  readonly access: ViewerAccess
  readonly labels: WorkloadLabels
  readonly namespaces: ReadonlySet<string>
  /** What the proxies have of what istiod sent. */
  readonly sync: GatheredSync
}

interface InventoryInput {
  readonly namespaces?: readonly string[] | undefined
  readonly rangeSeconds: number
}

export interface InventoryHead {
  readonly asOf: string
  readonly rangeSeconds: number
  readonly notices: Notice[]
}

/** What is remembered of an answer: all but what is true of the moment it is given in. */
interface Built<Body> {
  readonly body: Body & Pick<InventoryHead, 'asOf' | 'rangeSeconds'>
  readonly notices: readonly Notice[]
  readonly sync: GatheredSync
}

/**
 * What every list of objects does alike: cut to the viewer, choose the namespaces, ask what they received and sent,
 * build the answer, and remember it for some seconds. The cluster's objects are essential, Prometheus and istiod are not:
 * what was built without istiod is remembered too, for as long as its state is the same; without Prometheus, which may answer the
 * next question, it is not. Throws Problem not-found when none of the asked namespaces is visible, or what the Kubernetes adapter throws.
 *
 * @param name tells this list's remembered answers from others'
 * @param options `tellsSync`: a notice says where istiod, which answers, does not tell of its proxies
 */
export async function readInventory<Answer extends InventoryHead>(
  name: string,
  input: InventoryInput,
  context: UseCaseContext,
  build: (facts: InventoryFacts) => Omit<Answer, keyof InventoryHead>,
  { tellsSync = false } = {},
): Promise<InventoryHead & Omit<Answer, keyof InventoryHead>> {
  type Body = Omit<Answer, keyof InventoryHead>
  const { adapters, nowMs } = context
  const { cut, whole, access } = await readView(context)
  const buildKey = () => `${name} ${JSON.stringify([access.viewer, input, readStates(adapters)])}`
  const key = buildKey()
  let built = recallAnswer<Built<Body>>(cut, key, nowMs)
  if (!built) {
    const fresh = await buildInventory({ input, whole, cut, access, build }, context)
    built = fresh.built
    const untilMs = nowMs + (fresh.tellsSync ? keptMs : keptInPartMs)
    // A source whose state changed meanwhile would be told of the other state's part.
    if (fresh.tellsTraffic && buildKey() === key) keepAnswer(cut, key, built, { nowMs, untilMs })
  }

  const away = [
    ...tellCluster(adapters.kubernetes.status(), nowMs),
    ...tellIstiod(readSourceStatus('istiod', adapters), nowMs),
  ]
  const silent = tellsSync && away.length === 0 ? tellNoSync(built.sync) : []
  return { ...built.body, notices: [...away, ...built.notices, ...silent] }
}

/** What decides which sources a list is built from. */
function readStates({ kubernetes, prometheus, istiod }: UseCaseContext['adapters']) {
  const { state, problem } = istiod?.status() ?? {}
  return [kubernetes.status().namespaces, prometheus?.status().state, state, problem?.code]
}

async function buildInventory<Body>(
  {
    input,
    whole,
    cut,
    access,
    build,
  }: {
    readonly input: InventoryInput
    readonly whole: MeshSnapshot
    readonly cut: MeshSnapshot
    readonly access: ViewerAccess
    readonly build: (facts: InventoryFacts) => Body
  },
  context: UseCaseContext,
): Promise<{ readonly built: Built<Body>; readonly tellsTraffic: boolean; readonly tellsSync: boolean }> {
  const { adapters, config, nowMs } = context
  const followed = adapters.kubernetes.status().namespaces
  const chosen = chooseNamespaces(input.namespaces, { cut, whole, access, followed })
  const [health, sync] = await Promise.all([
    gatherHealth({ chosen, cut, access, rangeSeconds: input.rangeSeconds }, context),
    gatherSync({ chosen, whole, cut, access }, context),
  ])
  const body = build({
    snapshot: cut,
    access,
    labels: { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS },
    namespaces: chosen.asked,
    sync,
    ...health.facts,
  })
  return {
    built: {
      body: { asOf: new Date(nowMs).toISOString(), rangeSeconds: health.facts.rangeSeconds, ...body },
      notices: [...chosen.notices, ...health.notices],
      sync,
    },
    tellsTraffic: health.whole,
    // An istiod that is known to be away is not asked, and its return is another state.
    tellsSync: !sync.failure || adapters.istiod?.status().state === 'down',
  }
}
