import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { meshHealth } from '#contract/overview.ts'
import { identify } from '#server/mesh/graph/identify.ts'
import { type Ailment, judgeMesh } from '#server/mesh/health/judge-mesh.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { readInventory } from '#server/usecases/stages/read-inventory.ts'
import { wordFinding } from '#server/words.ts'

type Input = CallArguments<typeof meshHealth>
type Output = CallOutput<typeof meshHealth>

/** A screen shows the worst; the rest is counted. */
const mostAilments = 200

/**
 * What is wrong now, worst first, and how many workloads of each state every namespace has. The cluster's objects are
 * essential; without Prometheus pods alone are judged, and a notice says so. Throws Problem not-found when none of the
 * asked namespaces is visible.
 */
export const readMeshHealth: UseCase<Input, Output> = (input, context) =>
  readInventory<Output>('mesh-health', input, context, (facts) => {
    const { cluster } = facts.snapshot
    const judged = judgeMesh(facts)
    return {
      ailments: judged.ailments.slice(0, mostAilments).map((ailment) => presentAilment(ailment, cluster)),
      ailmentsTotal: judged.ailments.length,
      namespaces: judged.namespaces.map((health) => ({ cluster, ...health })),
    }
  })

function presentAilment(ailment: Ailment, cluster: string): Output['ailments'][number] {
  const { reasons, ...facts } = ailment
  return {
    cluster,
    ...facts,
    graphNode: nameGraphNode(ailment, cluster),
    reasons: reasons.map(({ code, params }) => wordFinding('finding', code, params)),
  }
}

/** The node of the traffic graph that stands for it, in the view that draws such nodes. */
function nameGraphNode(
  { kind, namespace, name }: Ailment,
  cluster: string,
): Output['ailments'][number]['graphNode'] {
  const labels = { cluster, namespace, serviceNamespace: namespace, workload: '', app: '', service: '' }
  const node = identify({ ...labels, version: '', [kind]: name }, kind)
  return { view: kind, id: node?.id ?? '' }
}
