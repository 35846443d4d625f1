import type { Notice } from '#contract/words.ts'
import type { JudgingFacts } from '#server/mesh/health/judge-object.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { cutToViewer } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import type { WorkloadLabels } from '#server/mesh/objects/workload-labels.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { chooseNamespaces } from '#server/usecases/stages/choose-namespaces.ts'
import { gatherHealth } from '#server/usecases/stages/gather-health.ts'
import { type GatheredSync, gatherSync, tellNoSync } from '#server/usecases/stages/gather-sync.ts'
import { readSourceStatus } from '#server/usecases/stages/read-source-status.ts'
import { keepAnswer, recallAnswer } from '#server/usecases/stages/recent-answers.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'
import { tellIstiod } from '#server/usecases/stages/tell-istiod.ts'

const keptMs = 10_000

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

/**
 * What every list of objects does alike: cut to the viewer, choose the namespaces, ask what they received and sent,
 * build the answer, and remember it for some seconds. The cluster's objects are essential, Prometheus and istiod are not. Throws
 * Problem not-found when none of the asked namespaces is visible, or what the Kubernetes adapter throws.
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
  const { adapters, session, config, nowMs, signal } = context
  const [whole, access] = await Promise.all([
    adapters.kubernetes.readSnapshot(signal),
    adapters.kubernetes.readAccess(session.viewer, signal),
  ])
  const cut = cutToViewer(whole, access)
  const key = `${name} ${JSON.stringify([access.viewer, input])}`
  const recent = recallAnswer<InventoryHead & Omit<Answer, keyof InventoryHead>>(cut, key, nowMs)
  if (recent) return recent

  const followed = adapters.kubernetes.status().namespaces
  const chosen = chooseNamespaces(input.namespaces, { cut, whole, access, followed })
  const [health, sync] = await Promise.all([
    gatherHealth({ chosen, cut, access, rangeSeconds: input.rangeSeconds }, context),
    gatherSync({ chosen, whole, cut, access }, context),
  ])
  const away = [
    ...tellCluster(adapters.kubernetes.status(), nowMs),
    ...tellIstiod(readSourceStatus('istiod', adapters), nowMs),
  ]
  const silent = tellsSync && away.length === 0 ? tellNoSync(sync) : []
  const answer = {
    asOf: new Date(nowMs).toISOString(),
    rangeSeconds: health.facts.rangeSeconds,
    ...build({
      snapshot: cut,
      access,
      labels: { app: config.VARDIA_APP_LABELS, version: config.VARDIA_VERSION_LABELS },
      namespaces: chosen.asked,
      sync,
      ...health.facts,
    }),
    notices: [...away, ...chosen.notices, ...health.notices, ...silent],
  }
  if (health.whole && away.length === 0 && !sync.failure)
    keepAnswer(cut, key, answer, { nowMs, untilMs: nowMs + keptMs })
  return answer
}
