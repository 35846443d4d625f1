import { readAttribute } from '#server/mesh/access/read-attribute.ts'
import type { ExplainedRule, FieldTrace } from '#server/mesh/authorization/explain-rules.ts'
import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'
import type { Reason } from '#server/mesh/health/types.ts'

/** What surprises about one field of a rule with this request; undefined where nothing does. */
type Oddity = (trace: FieldTrace, request: AuthorizationRequest) => Reason | undefined

/**
 * Where a rule does otherwise than it reads, told beside the field where it bites (behaviour of istiod's
 * `pilot/pkg/security/authz/{model,matcher}` and Envoy's matchers, as their verdicts show it).
 */
export function explainOddities(rule: ExplainedRule, request: AuthorizationRequest): readonly Reason[] {
  const told = rule.fields.flatMap((trace) => oddities.flatMap((oddity) => oddity(trace, request) ?? []))
  return [...new Map(told.map((reason) => [`${reason.code} ${reason.params['field']}`, reason])).values()]
}

const oddities: readonly Oddity[] = [
  function emptyHeader({ field, key, values, outcome }, request) {
    const isEmpty = readAttribute(key, request) === ''
    if (!key.startsWith('request.headers') || !values.includes('*') || outcome !== true || !isEmpty)
      return undefined
    return { code: 'access-odd-empty-header', params: { field } }
  },
  function absentIsNotUnwanted({ field, key, negated, outcome }, request) {
    const isIdentity = key.startsWith('source.') && key !== 'source.ip'
    if (!negated || outcome !== true || readAttribute(key, request) !== undefined) return undefined
    return { code: isIdentity ? 'access-odd-not-plaintext' : 'access-odd-not-absent', params: { field } }
  },
  function claimOfAnotherType({ field, key, outcome }, request) {
    const actual = readAttribute(key, request)
    if (!key.startsWith('request.auth.claims') || outcome !== false || actual === undefined) return undefined
    return /^(-?\d+(\.\d+)?|true|false)$/.test(actual)
      ? { code: 'access-odd-claim-type', params: { field } }
      : undefined
  },
  function issuerAlone({ field, key, values, outcome }) {
    const alone = values.find((value) => !value.includes('/') && !value.includes('*'))
    if (key !== 'request.auth.principal' || outcome !== false || alone === undefined) return undefined
    return { code: 'access-odd-issuer-alone', params: { field, value: alone } }
  },
  function templateNeedsSlash({ field, key, values, outcome }, request) {
    const path = readAttribute(key, request)?.replace(/[?#].*$/s, '')
    const short = values.find((value) => value.endsWith('/{**}') && value.slice(0, -5) === path)
    if (key !== 'operation.paths' || outcome !== false || short === undefined) return undefined
    return { code: 'access-odd-template', params: { field, value: short } }
  },
  function starInTheMiddle({ field, key, values, outcome }) {
    const odd = values.find((value) =>
      value
        .slice(1, -1)
        .replaceAll(/\{\*\*?\}/g, '')
        .includes('*'),
    )
    if (outcome !== false || odd === undefined || key === 'source.namespace') return undefined
    return { code: 'access-odd-star', params: { field, value: odd } }
  },
  function principalOfOtherParts({ field, key, values, outcome }, request) {
    const actual = readAttribute(key, request)
    if (key !== 'source.principal' || outcome !== false || actual === undefined) return undefined
    const odd = values.find((value) => value.startsWith('cluster.local/') && value.split('/').length !== 5)
    return odd === undefined ? undefined : { code: 'access-odd-alias', params: { field, value: odd } }
  },
  function schemeInPrincipal({ field, key, values, outcome }) {
    const odd = values.find((value) => value.startsWith('spiffe://'))
    if (key !== 'source.principal' || outcome !== false || odd === undefined) return undefined
    return { code: 'access-odd-scheme', params: { field, value: odd } }
  },
]
