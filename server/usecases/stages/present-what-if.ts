import type { CallOutput } from '#contract/define-call.ts'
import type { WhatIfEdge, WhatIfVerdict, whatIf } from '#contract/what-if.ts'
import type { AccessAnswer, AccessQuestion, Hop } from '#server/mesh/access/types.ts'
import type { EdgeEffect, ForeseenEdge } from '#server/mesh/sandbox/types.ts'
import { listDoubts, listUnseenPolicies, type SightFacts } from '#server/usecases/stages/list-doubts.ts'
import { wordFinding } from '#server/words.ts'

type Told = Pick<CallOutput<typeof whatIf>, 'edges' | 'counts' | 'refusedPerSecond' | 'openedPerSecond'>

const mostEdges = 500
const mostRules = 20
const order: readonly EdgeEffect[] = ['refused', 'depends', 'opened', 'moved', 'follows']

/** The edges that change, the gravest first, in the words of the contract. */
export function presentWhatIf(
  edges: readonly ForeseenEdge[],
  { seen, ...sight }: SightFacts & { readonly seen: number },
): Told {
  const sorted = edges.toSorted(
    (one, other) => order.indexOf(one.effect) - order.indexOf(other.effect) || weigh(other) - weigh(one),
  )
  const count = (effect: EdgeEffect) => edges.filter((edge) => edge.effect === effect).length
  const sum = (effect: EdgeEffect) =>
    edges
      .filter((edge) => edge.effect === effect && edge.traffic.protocol !== 'tcp')
      .reduce((total, edge) => total + Math.abs(readDifference(edge)), 0)
  return {
    edges: sorted.slice(0, mostEdges).map((edge) => presentEdge(edge, sight)),
    counts: {
      refused: count('refused'),
      depends: count('depends'),
      opened: count('opened'),
      moved: count('moved'),
      follows: count('follows'),
      seen,
    },
    refusedPerSecond: sum('refused'),
    openedPerSecond: sum('opened'),
  }
}

function weigh({ traffic }: ForeseenEdge): number {
  return Math.max(traffic.before, traffic.after)
}

function readDifference({ traffic }: ForeseenEdge): number {
  return (traffic.refusedAfter ?? traffic.refusedBefore) - traffic.refusedBefore
}

function presentEdge(edge: ForeseenEdge, sight: SightFacts): WhatIfEdge {
  const { effect, port, question, answerBefore, answerAfter, sampled, traffic } = edge
  const { direct: _, source, destination, ...rates } = traffic
  const principal = question && readPrincipal(question, answerBefore)
  return {
    effect,
    ...rates,
    ...(source ? { source } : {}),
    ...(destination ? { destination } : {}),
    ...(principal === undefined ? {} : { principal }),
    port,
    ...(question && answerBefore ? { decidedBefore: presentVerdict(question, answerBefore, sight) } : {}),
    ...(question && answerAfter ? { decidedAfter: presentVerdict(question, answerAfter, sight) } : {}),
    ...(sampled ? { sampled: { ...sampled } } : {}),
  }
}

function readPrincipal({ caller }: AccessQuestion, answer: AccessAnswer | undefined): string | undefined {
  const seen = answer?.hops.find(({ peer }) => peer !== undefined)?.peer
  return caller.kind === 'outside' ? undefined : seen
}

function presentVerdict(question: AccessQuestion, answer: AccessAnswer, sight: SightFacts): WhatIfVerdict {
  const { hops, decision } = answer
  const doubts = listDoubts(answer, listUnseenPolicies(question, sight))
  const isCertain = hops.some(({ verdict }) => verdict?.reason === 'deny-matched')
  const settling =
    hops.find(({ outcome }) => outcome === 'refuses') ??
    hops.find(({ outcome }) => outcome === 'depends') ??
    hops.at(-1)
  return {
    decision: doubts.length > 0 && !isCertain ? 'UNKNOWN' : decision,
    ...(settling ? { hop: { kind: settling.kind, ...(settling.at ? { at: { ...settling.at } } : {}) } } : {}),
    reasons: [...(settling?.reasons ?? []), ...doubts].map(({ code, params }) =>
      wordFinding('finding', code, params),
    ),
    decidedBy: settling ? presentRules(settling) : [],
  }
}

function presentRules(hop: Hop): WhatIfVerdict['decidedBy'] {
  const explained = hop.outcome === 'depends' ? hop.explain() : []
  return hop.decidedBy.slice(0, mostRules).map(({ namespace, policy, rule }) => ({
    namespace,
    policy,
    rule,
    fields: explained
      .filter((one) => one.namespace === namespace && one.policy === policy && one.rule === rule)
      .flatMap(({ fields }) =>
        fields.filter(({ outcome }) => outcome === undefined).map(({ field }) => field),
      ),
  }))
}
