import { type ConfigFault, refuse, warn } from '#server/mesh/checks/config-fault.ts'
import type { Field } from '#server/mesh/checks/field.ts'
import { parseDuration } from '#server/mesh/checks/text/durations.ts'
import {
  hasPartialWildcard,
  isAddress,
  isDnsLabel,
  isFqdn,
  isLabelKey,
  isLabelValue,
  isSubnet,
  isUnixPath,
  isWildcardHost,
  unixLead,
} from '#server/mesh/checks/text/names.ts'
import { compileRe2 } from '#server/mesh/patterns/re2.ts'

/** Checks of single values that several kinds share (istio `pkg/config/validation/{validation,agent/validation}.go`, 1.31). */
type Faults = Generator<ConfigFault>

export function* checkPort(field: Field): Faults {
  if (field.number < 1 || field.number > 65535) yield refuse(field, 'config-port', { value: field.number })
}

export function* checkFqdn(field: Field): Faults {
  if (!isFqdn(field.text)) yield refuse(field, 'config-fqdn', { value: field.text })
}

export function* checkWildcardHost(field: Field): Faults {
  if (!isWildcardHost(field.text)) yield refuse(field, 'config-host', { value: field.text })
}

export function* checkDnsLabel(field: Field): Faults {
  if (!isDnsLabel(field.text)) yield refuse(field, 'config-dns-label', { value: field.text })
}

export function* checkSubnet(field: Field): Faults {
  if (!isSubnet(field.text)) yield refuse(field, 'config-subnet', { value: field.text })
}

export function* checkUnixPath(field: Field, path: string): Faults {
  if (!isUnixPath(path)) yield refuse(field, 'config-unix-path', { value: path })
}

/** A duration whose size nobody checks: it must only be one. */
export function* checkAnyDuration(field: Field): Faults {
  if (field.isSet && parseDuration(field.text) === undefined)
    yield refuse(field, 'config-duration', { value: String(field.value) })
}

/** At least a millisecond, and whole ones. Absent is well. */
export function* checkDuration(field: Field): Faults {
  if (!field.isSet) return
  const nanos = parseDuration(field.text)
  if (nanos === undefined || nanos < 1e6 || nanos % 1e6 !== 0)
    yield refuse(field, 'config-duration', { value: String(field.value) })
}

export function* checkPercent(field: Field): Faults {
  if (field.number < 0 || field.number > 100) yield refuse(field, 'config-percent', { value: field.number })
}

export function* checkNotNegative(field: Field): Faults {
  if (field.number < 0) yield refuse(field, 'config-negative', { value: field.number })
}

/** Labels of workloads, by Kubernetes' grammar. */
export function* checkLabels(field: Field): Faults {
  for (const entry of field.entries) {
    if (!isLabelKey(entry.key)) yield refuse(entry, 'config-label-key', { value: entry.key })
    if (!isLabelValue(entry.text)) yield refuse(entry, 'config-label-value', { value: entry.text })
  }
}

const mostRegex = 1024

export function* checkRegex(field: Field, text = field.text): Faults {
  if (text.length > mostRegex) yield refuse(field, 'config-regex-long', { limit: mostRegex })
  else if (!compileRe2(text)) yield refuse(field, 'config-regex', { value: text })
}

/** One of exact, prefix and regex: no empty prefix or regex, and a regex that RE2 takes. */
export function* checkStringMatch(field: Field, options: { readonly emptyPrefix?: true } = {}): Faults {
  const [prefix, regex] = [field.at('prefix'), field.at('regex')]
  if (prefix.isSet && prefix.text === '' && !options.emptyPrefix)
    yield refuse(prefix, 'config-empty', { field: 'prefix' })
  if (!regex.isSet) return
  if (regex.text === '') yield refuse(regex, 'config-empty', { field: 'regex' })
  else yield* checkRegex(regex)
}

/**
 * Whom an object is exported to: `.`, `*`, or namespaces, each once, `*` alone (validateExportTo).
 *
 * @param options `none` lets `~` through, as for a ServiceEntry
 */
export function* checkExportTo(
  field: Field,
  namespace: string,
  options: { readonly none?: true; readonly withSelector?: boolean } = {},
): Faults {
  const seen = new Set<string>()
  for (const item of field.items) {
    const term = item.text === '.' ? namespace : item.text
    if (seen.has(term)) yield refuse(item, 'config-duplicate', { value: item.text })
    else if (term === '~' && !options.none) yield refuse(item, 'config-export-none')
    else if (term !== '*' && term !== '~' && !isDnsLabel(term))
      yield refuse(item, 'config-dns-label', { value: term })
    else seen.add(term)
  }
  if (options.withSelector && seen.size > 0 && !(seen.size === 1 && seen.has(namespace)))
    yield refuse(field, 'config-export-selector')
  for (const alone of ['*', '~'])
    if (seen.has(alone) && field.items.length > 1)
      yield refuse(field, 'config-export-alone', { value: alone })
}

/** A selector: no wildcards, no empty keys; one without labels is told (validateWorkloadSelector). */
export function* checkSelector(selector: Field, labels: 'matchLabels' | 'labels' = 'matchLabels'): Faults {
  if (!selector.isSet) return
  const { entries } = selector.at(labels)
  for (const entry of entries) {
    if (entry.key === '') yield refuse(entry, 'config-label-key', { value: '' })
    if (`${entry.key}${entry.text}`.includes('*'))
      yield refuse(entry, 'config-selector-wildcard', { value: `${entry.key}=${entry.text}` })
  }
  if (entries.length === 0) yield warn(selector, 'config-selector-empty')
}

/**
 * A policy's selector and references, of which only one may be set; references are to what a policy can be attached to
 * in its own namespace (validatePolicyTargetReference, validateOneOfSelectorType).
 */
export function* checkAttachment(spec: Field): Faults {
  const [selector, single, several] = [spec.at('selector'), spec.at('targetRef'), spec.at('targetRefs')]
  if ([selector.isSet, single.isSet, several.items.length > 0].filter(Boolean).length > 1)
    yield refuse(spec, 'config-exclusive', { fields: 'selector, targetRef, targetRefs' })
  yield* checkSelector(selector)
  for (const reference of [...(single.isSet ? [single] : []), ...several.items])
    yield* checkReference(reference)
}

const attachable = [
  'core/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
]

function* checkReference(reference: Field): Faults {
  if (reference.at('name').text === '')
    yield refuse(reference.at('name'), 'config-required', { field: 'name' })
  if (reference.at('namespace').text !== '')
    yield refuse(reference.at('namespace'), 'config-target-namespace')
  const target = `${reference.at('group').text || 'core'}/${reference.at('kind').text}`
  if (!attachable.includes(target))
    yield refuse(reference, 'config-unsupported', { value: target, allowed: attachable.join(', ') })
}

/** `namespace/host` of a Gateway or a Sidecar (ValidateNamespaceSlashWildcardHostname). */
export function* checkNamespacedHost(field: Field, of: 'gateway' | 'sidecar'): Faults {
  const slash = field.text.indexOf('/')
  if (slash < 0 && of === 'sidecar') {
    yield refuse(field, 'config-host-namespace', { value: field.text })
    return
  }
  if (slash >= 0) {
    const namespace = field.text.slice(0, slash)
    const asked = of === 'sidecar' ? namespace.replace(/^~/, '') : namespace
    const isFree = asked === '*' || asked === '.' || (of === 'sidecar' && namespace === '~')
    if (!isFree && !isDnsLabel(asked)) yield refuse(field, 'config-dns-label', { value: namespace })
  }
  const host = field.text.slice(slash + 1)
  const isGatewayAddress = of === 'gateway' && isAddress(host)
  if (host !== '*' && !host.includes('.')) yield refuse(field, 'config-host-short', { value: host })
  if (!isWildcardHost(host) && !isGatewayAddress) yield refuse(field, 'config-host', { value: host })
  if (hasPartialWildcard(host)) yield refuse(field, 'config-host-partial', { value: host })
}

/** What a server or listener binds to, unless it is a Unix socket. */
export function* checkBindAddress(bind: Field): Faults {
  if (bind.text !== '' && !isAddress(bind.text)) yield refuse(bind, 'config-address', { value: bind.text })
}

/** The path of a `unix://` address, else undefined. */
export function readUnixPath(text: string): string | undefined {
  return text.startsWith(unixLead) ? text.slice(unixLead.length) : undefined
}
