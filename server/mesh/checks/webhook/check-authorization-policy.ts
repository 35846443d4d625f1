import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { checkCondition, checkListed } from '#server/mesh/checks/webhook/policy-values.ts'
import { checkAttachment } from '#server/mesh/checks/webhook/values.ts'

type Faults = Generator<ConfigFault>

/** ValidateAuthorizationPolicy of istio `pkg/config/validation/validation.go` (1.31). */
export function* checkAuthorizationPolicy(spec: Field): Faults {
  yield* checkAttachment(spec)
  const action = spec.at('action').text || 'ALLOW'
  const rules = spec.at('rules')
  if (rules.items.length === 0 && (action === 'DENY' || action === 'CUSTOM'))
    yield refuse(spec, 'config-rules-needed', { action })
  if (action === 'CUSTOM') yield* checkCustom(spec)
  else if (spec.at('provider').isSet)
    yield refuse(spec.at('provider'), 'config-provider-needless', { action })
  for (const rule of rules.items) {
    yield* checkRule(rule)
    if (action === 'DENY' && deniesAllTcp(rule)) yield warn(rule, 'config-deny-http-only')
  }
}

const identityFields = [
  'namespaces',
  'notNamespaces',
  'serviceAccounts',
  'notServiceAccounts',
  'trustDomains',
  'notTrustDomains',
  'principals',
  'notPrincipals',
  'requestPrincipals',
  'notRequestPrincipals',
]
const identityKeys = ['source.namespace', 'source.serviceAccount', 'source.trustDomain', 'source.principal']

/** An external authorizer is asked before anybody's identity is known. */
function* checkCustom(spec: Field): Faults {
  const { items } = spec.at('rules')
  const name = spec.at('provider').at('name')
  if (items.length > 0 && name.text === '') yield refuse(name, 'config-required', { field: 'provider.name' })
  for (const rule of items) {
    for (const from of rule.at('from').items)
      for (const key of identityFields) {
        const field = from.at('source').at(key)
        if (field.items.length > 0) yield refuse(field, 'config-custom-identity', { field: key })
      }
    for (const condition of rule.at('when').items) {
      const key = condition.at('key')
      if (identityKeys.includes(key.text) || key.text.startsWith('request.auth.'))
        yield refuse(key, 'config-custom-identity', { field: key.text })
    }
  }
}

const sourceFields = [
  'principals',
  'requestPrincipals',
  'namespaces',
  'ipBlocks',
  'remoteIpBlocks',
  'serviceAccounts',
  'trustDomains',
]
const operationFields = ['ports', 'methods', 'paths', 'hosts']

/** `Not` and the field's name with a capital. */
function negate(name: string): string {
  return `not${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function* checkRule(rule: Field): Faults {
  for (const from of rule.at('from').items) yield* checkPart(from, 'source', sourceFields)
  for (const from of rule.at('from').items) yield* checkAccounts(from.at('source'))
  for (const to of rule.at('to').items) yield* checkPart(to, 'operation', operationFields)
  for (const condition of rule.at('when').items) yield* checkCondition(condition)
}

/** One `source` or `operation`: there, not empty, and each value of its field's form. */
function* checkPart(part: Field, name: 'source' | 'operation', fields: readonly string[]): Faults {
  const inner = part.at(name)
  if (!inner.isSet) {
    yield refuse(inner, 'config-required', { field: name })
    return
  }
  const lists = fields.flatMap((field) => [inner.at(field), inner.at(negate(field))])
  if (lists.every((list) => list.items.length === 0)) yield refuse(inner, 'config-empty', { field: name })
  for (const [index, list] of lists.entries()) yield* checkListed(list, fields[Math.floor(index / 2)] ?? '')
}

function* checkAccounts(source: Field): Faults {
  const isAny = (...names: string[]) =>
    names.some((name) => source.at(name).items.length > 0 || source.at(negate(name)).items.length > 0)
  if (isAny('principals', 'namespaces') && isAny('serviceAccounts'))
    yield refuse(source, 'config-exclusive', { fields: 'serviceAccounts, principals, namespaces' })
}

const tcpSourceFields = ['principals', 'namespaces', 'ipBlocks', 'remoteIpBlocks', 'serviceAccounts']

/** What asks HTTP alone is left out on TCP, where the rest then denies everything. */
function deniesAllTcp(rule: Field): boolean {
  const has = (list: 'from' | 'to', inner: string, fields: readonly string[]) =>
    rule
      .at(list)
      .items.some((each) =>
        fields.some(
          (field) =>
            each.at(inner).at(field).items.length > 0 || each.at(inner).at(negate(field)).items.length > 0,
        ),
      )
  const hasFrom = rule.at('from').items.some((from) => from.at('source').isSet)
  const hasTo = rule.at('to').items.some((to) => to.at('operation').isSet)
  return (
    (hasFrom && !hasTo && !has('from', 'source', tcpSourceFields)) ||
    (hasTo && !has('to', 'operation', ['ports']))
  )
}
