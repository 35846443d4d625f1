import type { AccessAnswer, AccessQuestion } from '#server/mesh/access/types.ts'
import type { WorkloadRef } from '#server/mesh/prediction/demand.ts'
import type { ObservedDemand } from '#server/mesh/prediction/observe-demands.ts'
import { nameWorkload } from '#server/mesh/prediction/predict-traffic.ts'
import { askSide, buildQuestion, fillQuestion } from '#server/mesh/sandbox/ask-edge.ts'
import type { ListSeen, SampledRequests, Sandbox } from '#server/mesh/sandbox/types.ts'

export type Asked = Pick<ObservedDemand, 'source' | 'service' | 'protocol' | 'port'>

/** What the policies say of one client's calls for a workload, before and after. */
export interface EdgeJudgement {
  readonly question: AccessQuestion
  readonly answerBefore: AccessAnswer
  readonly answerAfter: AccessAnswer
  /** Of the requests what would be refused; absent where the answers are as they were, and where nothing tells. */
  readonly refusedShare?: number
  /** It depends on what metrics do not tell. */
  readonly isOpen: boolean
  readonly sampled?: SampledRequests
}

export function nameEdge({
  source,
  service,
  destination,
  protocol,
}: Pick<Asked, 'source' | 'protocol'> & {
  readonly service: { readonly namespace: string; readonly name: string }
  readonly destination?: WorkloadRef | undefined
}): string {
  return `${nameWorkload(source)}>${service.namespace}/${service.name}>${nameWorkload(destination)} ${protocol}`
}

/** @returns undefined where one of the ends is not there any more */
export function judgeEdge(
  demand: Asked,
  destination: WorkloadRef,
  sandbox: Sandbox,
  listSeen: ListSeen,
): EdgeJudgement | undefined {
  const question = buildQuestion(demand, destination, sandbox.after)
  if (!question) return undefined
  const answerBefore = askSide(sandbox.before, question)
  const answerAfter = askSide(sandbox.after, question)
  const told = { question, answerBefore, answerAfter, isOpen: false }
  if (!isDecidedAnew(answerBefore, answerAfter, sandbox.changed)) return told
  if (answerAfter.decision !== 'DEPENDS')
    return { ...told, refusedShare: answerAfter.decision === 'DENY' ? 1 : 0 }
  const sampled = countSampled(demand, question, sandbox, listSeen(demand.source, destination))
  if (!sampled) return { ...told, isOpen: true }
  if (sampled.undecided > 0) return { ...told, isOpen: true, sampled }
  return { ...told, isOpen: true, sampled, refusedShare: sampled.refusedAfter / sampled.requests }
}

/** Whether the answers differ, or depend on a rule of what is tried. */
function isDecidedAnew(before: AccessAnswer, after: AccessAnswer, changed: ReadonlySet<string>): boolean {
  if (before.decision !== after.decision) return true
  return before.decision === 'DEPENDS' && [before, after].some((answer) => hangsOn(answer, changed))
}

function hangsOn({ hops }: AccessAnswer, changed: ReadonlySet<string>): boolean {
  return hops.some(
    ({ outcome, decidedBy }) =>
      outcome === 'depends' &&
      decidedBy.some(({ namespace, policy }) => changed.has(`${namespace}/${policy}`)),
  )
}

function countSampled(
  { protocol, service }: Asked,
  question: AccessQuestion,
  { before, after }: Sandbox,
  seen: ReturnType<ListSeen>,
): SampledRequests | undefined {
  const [first] = seen
  if (protocol === 'tcp' || !first) return undefined
  const counts = { from: first.from, requests: 0, refusedBefore: 0, refusedAfter: 0, undecided: 0 }
  for (const one of seen) {
    const filled = fillQuestion(question, one, service)
    const decisions = [askSide(before, filled).decision, askSide(after, filled).decision]
    counts.requests += one.count
    if (decisions[0] === 'DENY') counts.refusedBefore += one.count
    if (decisions[1] === 'DENY') counts.refusedAfter += one.count
    if (decisions.includes('DEPENDS')) counts.undecided += one.count
  }
  return counts
}
