import type { ConfigOwner } from '#contract/config.ts'

/** Who writes objects from a source of its own, where a change belongs. */
type Keeper = ConfigOwner & { readonly tool: 'argocd' | 'flux' | 'helm' | 'controller' }

const tools: ReadonlySet<string> = new Set([
  'argocd',
  'flux',
  'helm',
  'controller',
] satisfies Keeper['tool'][])

export function isKeptElsewhere(owner: ConfigOwner): owner is Keeper {
  return tools.has(owner.tool)
}
