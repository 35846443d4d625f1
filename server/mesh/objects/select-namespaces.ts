/** A LabelSelector as Kubernetes writes it (k8s.io/apimachinery meta/v1). */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key: string
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
    readonly values?: readonly string[]
  }[]
}

type Labels = Readonly<Record<string, string>>

/** All terms must hold; a selector without terms matches everything; NotIn also matches where the label is missing. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    if (labels[key] !== value) return false
  }
  return (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key]
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      case 'DoesNotExist':
        return value === undefined
      default:
        return false
    }
  })
}

/**
 * Whether a namespace belongs to what the console shows: chosen by one of meshConfig's `discoverySelectors` (no
 * selectors choose all; istio.io "Configure discovery selectors"), or the mesh's root namespace, and not excluded.
 *
 * @param excludes names, or globs in which `*` stands for any text
 */
export function buildNamespaceFilter(facts: {
  readonly selectors: readonly LabelSelector[]
  readonly excludes: readonly string[]
  readonly rootNamespace: string
}): ((name: string, labels: Labels) => boolean) | undefined {
  const { selectors, rootNamespace } = facts
  const excludes = facts.excludes.map(buildGlob)
  if (selectors.length === 0 && excludes.length === 0) return undefined
  return (name, labels) => {
    if (excludes.some((glob) => glob.test(name))) return false
    return (
      selectors.length === 0 ||
      name === rootNamespace ||
      selectors.some((selector) => matchesSelector(selector, labels))
    )
  }
}

function buildGlob(glob: string): RegExp {
  const parts = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`)
}

/** Reads a list of selectors from parsed YAML or JSON; what is not a selector is left out. */
export function parseSelectors(value: unknown): readonly LabelSelector[] {
  if (!Array.isArray(value)) return []
  // The two fields are optional, and their parts are compared, never trusted.
  return value.filter((item): item is LabelSelector => typeof item === 'object' && item !== null)
}
