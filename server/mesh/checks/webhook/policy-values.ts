import { type ConfigFault, refuse } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { isAddress, isCidr } from '#server/mesh/checks/text/names.ts'

/** Values of AuthorizationPolicy by their form (istio `pkg/config/security/security.go`, 1.31). */
type Faults = Generator<ConfigFault>

/** The values of one list of a source or an operation. */
export function* checkListed(list: Field, field: string): Faults {
  if (field === 'serviceAccounts') yield* checkAccounts(list)
  for (const item of list.items) {
    if (field === 'serviceAccounts') continue
    if (item.text === '') yield refuse(item, 'config-empty', { field })
    else if (field === 'ipBlocks' || field === 'remoteIpBlocks') yield* checkBlock(item)
    else if (field === 'ports') yield* checkPortText(item)
    else if (field === 'paths') yield* checkPathTemplate(item)
    else if (field === 'trustDomains') yield* checkTrustDomain(item, { slash: false })
  }
}

/** An item of `when`. */
export function* checkCondition(condition: Field): Faults {
  const key = condition.at('key')
  if (key.text === '') {
    yield refuse(key, 'config-required', { field: 'key' })
    return
  }
  const lists = [condition.at('values'), condition.at('notValues')]
  if (lists.every((list) => list.items.length === 0)) {
    yield refuse(condition, 'config-required', { field: 'values' })
    return
  }
  if (!isKnownKey(key.text)) {
    yield refuse(key, 'config-condition-unknown', { value: key.text })
    return
  }
  if (mapKeys.some((known) => key.text.startsWith(known)) && !isMapKey(key.text))
    yield refuse(key, 'config-condition-brackets', { value: key.text })
  for (const list of lists) yield* checkConditionValues(list, key.text)
}

const plainKeys = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.serviceAccount',
  'source.principal',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
]
/** Keys with a name in brackets. */
const mapKeys = ['request.headers', 'request.auth.claims', 'experimental.envoy.filters.']

function isKnownKey(key: string): boolean {
  return plainKeys.includes(key) || mapKeys.some((known) => key.startsWith(known))
}

function isMapKey(key: string): boolean {
  const open = key.indexOf('[')
  return key.endsWith(']') && open > 0 && open < key.length - 2
}

function* checkConditionValues(list: Field, key: string): Faults {
  if (key === 'source.serviceAccount') yield* checkAccounts(list)
  for (const item of list.items) {
    if (item.text === '') yield refuse(item, 'config-empty', { field: key })
    else if (key.endsWith('.ip')) yield* checkBlock(item)
    else if (key === 'destination.port') yield* checkPortText(item)
    else if (key === 'source.trustDomain') yield* checkTrustDomain(item, { slash: true })
  }
}

function* checkBlock(item: Field): Faults {
  if (!(item.text.includes('/') ? isCidr(item.text) : isAddress(item.text)))
    yield refuse(item, 'config-subnet', { value: item.text })
}

function* checkPortText(item: Field): Faults {
  if (!/^\d+$/.test(item.text) || Number(item.text) > 65535)
    yield refuse(item, 'config-port', { value: item.text })
}

/** At most one star, at an end; of a source no slash either. */
function* checkTrustDomain(item: Field, { slash }: { readonly slash: boolean }): Faults {
  const stars = item.text.split('*').length - 1
  const atEnd = item.text.startsWith('*') || item.text.endsWith('*')
  if (stars > 1 || (stars === 1 && !atEnd)) yield refuse(item, 'config-wildcard-place', { value: item.text })
  if (!slash && item.text.includes('/')) yield refuse(item, 'config-trust-domain', { value: item.text })
}

const mostAccounts = 16
const mostAccountLength = 320

function* checkAccounts(list: Field): Faults {
  if (list.items.length > mostAccounts)
    yield refuse(list, 'schema-too-long', { size: list.items.length, limit: mostAccounts })
  for (const item of list.items) {
    const parts = item.text.split('/')
    if (
      parts.length > 2 ||
      parts.includes('') ||
      item.text.includes('*') ||
      item.text.length > mostAccountLength
    )
      yield refuse(item, 'config-service-account', { value: item.text })
  }
}

const segmentCharacters = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/

/** `{*}` and `{**}` are whole segments, nothing of them follows `{**}`, and beside them only plain characters stand. */
function* checkPathTemplate(item: Field): Faults {
  const isTemplate = item.text.includes('{*}') || item.text.includes('{**}')
  let anySeen = false
  for (const segment of item.text.replace(/^\/+|\/+$/g, '').split('/')) {
    const isWild = segment === '{*}' || segment === '{**}'
    if (isWild && !anySeen) anySeen = segment === '{**}'
    else if (isWild || /[{}]/.test(segment) || (isTemplate && !segmentCharacters.test(segment))) {
      yield refuse(item, 'config-path-template', { value: item.text })
      return
    }
  }
}
