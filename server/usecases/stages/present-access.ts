import type { AccessHop, AccessRule, AccessAnswer as Answer } from '#contract/authorization.ts'
import type { Finding } from '#contract/words.ts'
import { explainOddities } from '#server/mesh/access/explain-oddities.ts'
import { listPolicyFaults } from '#server/mesh/access/list-faults.ts'
import { readAttribute } from '#server/mesh/access/read-attribute.ts'
import type { AccessAnswer, Hop } from '#server/mesh/access/types.ts'
import { isDryRun, readAction } from '#server/mesh/authorization/compile-policy.ts'
import type { ExplainedRule, FieldTrace } from '#server/mesh/authorization/explain-rules.ts'
import type { AuthorizationRequest, RuleName } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'
import type { ChosenAccess } from '#server/usecases/stages/choose-access.ts'
import { wordFinding } from '#server/words.ts'

const mostRules = 200
/** Of values of one field and faults of one policy so many are named; the rest is counted by an ellipsis. */
const mostNamed = 8
const mostFaults = 5
const longestValue = 300

/** One workload's answer in the words of the contract. */
export function presentAccess(
  { question, open }: ChosenAccess,
  answer: AccessAnswer,
  doubts: readonly Reason[],
): Answer {
  const { target, service, request } = question
  return {
    workload: { namespace: target.namespace, kind: target.kind, name: target.name },
    decision: doubts.length > 0 && !isCertain(answer) ? 'UNKNOWN' : answer.decision,
    ...(open.includes('port') ? {} : { port: request.destination.port }),
    protocol: request.protocol,
    ...(service ? { service } : {}),
    open: [...open],
    doubts: doubts.map(word),
    hops: answer.hops.map(presentHop),
  }
}

/** A rule of DENY that matches denies, whatever else is written elsewhere. */
function isCertain({ hops }: AccessAnswer): boolean {
  return hops.some(({ verdict }) => verdict?.reason === 'deny-matched')
}

function presentHop(hop: Hop): AccessHop {
  const { kind, at, outcome, peer, reasons, decidedBy, request, policies } = hop
  const decides = new Set(decidedBy.map(nameRule))
  const explained = hop.explain()
  const rules = explained.toSorted((a, b) => rank(a, decides) - rank(b, decides))
  return {
    kind,
    ...(at ? { at: { ...at } } : {}),
    outcome,
    ...(peer === undefined ? {} : { peer }),
    reasons: reasons.map(word),
    decidedBy: decidedBy.slice(0, mostRules).map((name) => ({
      ...name,
      fields: rules.find((rule) => nameRule(rule) === nameRule(name))?.fields.map(({ field }) => field) ?? [],
    })),
    policies: policies.slice(0, mostRules).map((policy) => ({
      namespace: policy.metadata.namespace,
      name: policy.metadata.name,
      action: readAction(policy),
      dryRun: isDryRun(policy),
      rules: policy.spec.rules?.length ?? 0,
      faults: listPolicyFaults(policy)
        .slice(0, mostFaults)
        .map(({ code, params }) => word({ code, params })),
    })),
    rules: request ? rules.slice(0, mostRules).map((rule) => presentRule(rule, request)) : [],
    rulesTotal: explained.length,
  }
}

function nameRule({ namespace, policy, rule }: RuleName): string {
  return `${namespace}/${policy} ${rule}`
}

/** What decides, then what matches or may, then the rest. */
function rank(rule: ExplainedRule, decides: ReadonlySet<string>): number {
  if (decides.has(nameRule(rule)) && rule.outcome !== 'fails') return 0
  return ['matches', 'open', 'fails', 'left-out'].indexOf(rule.outcome) + 1
}

function presentRule(rule: ExplainedRule, request: AuthorizationRequest): AccessRule {
  const { namespace, policy, action, effect, outcome, leftOut, ignored } = rule
  const outside = [
    ...(leftOut ? [{ code: `access-left-out-${leftOut.why}`, params: { field: leftOut.field } }] : []),
    ...ignored.map((field) => ({ code: 'access-field-ignored', params: { field } })),
  ]
  return {
    namespace,
    policy,
    rule: rule.rule,
    action,
    effect,
    outcome,
    fields: rule.fields.map((trace) => presentField(trace, request)),
    remarks: [...outside, ...explainOddities(rule, request)].map(word),
  }
}

function presentField(trace: FieldTrace, request: AuthorizationRequest): AccessRule['fields'][number] {
  const { field, key, values, negated, outcome } = trace
  const actual = readAttribute(key, request)
  const named = values.slice(0, mostNamed).map(cut).join(', ')
  const params = {
    field,
    values: values.length > mostNamed ? `${named}, …` : named,
    actual: cut(actual ?? ''),
  }
  const code =
    outcome === undefined
      ? 'access-field-open'
      : outcome
        ? negated
          ? 'access-field-avoids'
          : 'access-field-matches'
        : actual === undefined
          ? 'access-field-absent'
          : negated
            ? 'access-field-excluded'
            : 'access-field-differs'
  return {
    field,
    outcome: outcome === undefined ? 'open' : outcome ? 'matches' : 'fails',
    says: word({ code, params }),
  }
}

function cut(text: string): string {
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text
}

function word({ code, params }: Reason): Finding {
  return wordFinding('finding', code, params)
}
