import type { AccessDecision, authorizationAsk } from '#contract/authorization.ts'
import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import { indexAccess } from '#server/mesh/access/access-facts.ts'
import { askAccess } from '#server/mesh/access/ask-access.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { chooseAccess } from '#server/usecases/stages/choose-access.ts'
import { listDoubts, listUnseenPolicies } from '#server/usecases/stages/list-doubts.ts'
import { presentAccess } from '#server/usecases/stages/present-access.ts'
import { readView } from '#server/usecases/stages/read-view.ts'
import { tellCluster } from '#server/usecases/stages/tell-cluster.ts'

type Input = CallArguments<typeof authorizationAsk>
type Answer = CallOutput<typeof authorizationAsk>

const mostAnswers = 20

/**
 * Whether a caller may ask something of a workload or service, hop by hop, with the rule and field that decide. Only the
 * cluster's objects are asked. Throws Problem not-found for what is not there or not to be seen, invalid for a question
 * that names nobody, or what the Kubernetes adapter throws.
 */
export const explainAccess: UseCase<Input, Answer> = async (input, context) => {
  const { adapters, nowMs } = context
  const { cut, labels, access } = await readView(context)
  const facts = indexAccess(cut, adapters.kubernetes.readMeshConfig(cut))
  const chosen = chooseAccess(input, facts, labels)
  const { unseen } = adapters.kubernetes.status()
  const answers = chosen.slice(0, mostAnswers).map((each) => {
    const answer = askAccess(facts, each.question)
    const hidden = listUnseenPolicies(each.question, { cut, access, unseen })
    return presentAccess(each, answer, listDoubts(answer, hidden))
  })
  return {
    asOf: new Date(nowMs).toISOString(),
    decision: foldDecisions(answers.map(({ decision }) => decision)),
    answers,
    answersTotal: chosen.length,
    notices: [...tellCluster(adapters.kubernetes.status(), nowMs)],
  }
}

function foldDecisions(decisions: readonly AccessDecision[]): AccessDecision {
  const [first = 'UNKNOWN'] = decisions
  if (decisions.every((decision) => decision === first)) return first
  return decisions.includes('UNKNOWN') ? 'UNKNOWN' : 'DEPENDS'
}
