import type { HttpMatch, StringMatch } from '#server/mesh/routing/virtual-services/spec.ts'

/**
 * The first field for which a delegate's match is no narrowing of the root's; undefined when it is one
 * (istio `pilot/pkg/model/virtualservice.go`, hasConflict). Such a pair yields no route.
 */
export function findMatchConflict(root: HttpMatch, leaf: HttpMatch): string | undefined {
  for (const field of ['uri', 'scheme', 'method', 'authority'] as const) {
    if (isStringConflict(root[field], leaf[field])) return field
  }
  for (const field of ['headers', 'withoutHeaders', 'queryParams'] as const) {
    for (const [name, value] of Object.entries(leaf[field] ?? {})) {
      if (isStringConflict(root[field]?.[name], value)) return `${field}.${name}`
    }
  }
  if ((root.ignoreUriCase ?? false) !== (leaf.ignoreUriCase ?? false)) return 'ignoreUriCase'
  if (root.port && leaf.port && root.port !== leaf.port) return 'port'
  if (root.sourceNamespace && root.sourceNamespace !== leaf.sourceNamespace) return 'sourceNamespace'
  for (const [name, value] of Object.entries(leaf.sourceLabels ?? {})) {
    const own = root.sourceLabels?.[name]
    if (own !== undefined && own !== value) return `sourceLabels.${name}`
  }
  return areGatewaysWider(root.gateways ?? [], leaf.gateways ?? []) ? 'gateways' : undefined
}

function areGatewaysWider(root: readonly string[], leaf: readonly string[]): boolean {
  if (root.length === 0 || leaf.length === 0) return false
  return root.length < leaf.length || leaf.some((gateway) => !root.includes(gateway))
}

/** A regex on either side next to anything is a conflict: istiod cannot tell whether one language holds the other. */
function isStringConflict(root: StringMatch | undefined, leaf: StringMatch | undefined): boolean {
  if (!root || !leaf) return false
  const isSet = ({ exact, prefix, regex }: StringMatch) => Boolean(exact || prefix || regex)
  if ((root.regex && isSet(leaf)) || (leaf.regex && isSet(root))) return true
  if (root.exact) return Boolean(leaf.prefix) || leaf.exact !== root.exact
  if (!root.prefix) return true
  const narrower = leaf.prefix || leaf.exact
  return !narrower?.startsWith(root.prefix)
}
