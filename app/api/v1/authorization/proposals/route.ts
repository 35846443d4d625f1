import { policyProposals } from '#contract/policy-proposals.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { listPolicyProposals } from '#server/usecases/list-policy-proposals.ts'

export const GET = serveCall(policyProposals, listPolicyProposals)
