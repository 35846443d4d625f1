import type { Notice } from '#contract/words.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import { buildNamespaceFilter } from '#server/mesh/objects/select-namespaces.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { Problem } from '#server/problem.ts'
import { tellScope } from '#server/usecases/stages/tell-scope.ts'
import { wordFinding } from '#server/words.ts'

/** Names told in a sentence; a list of thousands is counted. */
const mostNamed = 5

export interface ChosenNamespaces {
  readonly asked: ReadonlySet<string>
  /** True when these are all that the cluster has. */
  readonly all: boolean
  readonly notices: readonly Notice[]
}

export interface NamespaceFacts {
  readonly cut: MeshSnapshot
  /** The cluster's snapshot before it was cut. */
  readonly whole: MeshSnapshot
  readonly access: ViewerAccess
  /** The namespaces that the console itself follows one by one; undefined when it follows all. */
  readonly followed: readonly string[] | undefined
}

/**
 * Of the namespaces asked for those that are there and that the viewer may look into; the rest is told in a notice, in
 * words that do not say which of the two it is. Throws Problem not-found when none is left.
 * What stays unseen whatever is asked is told as well.
 *
 * @param asked undefined asks for all that the viewer may look into
 */
export function chooseNamespaces(
  asked: readonly string[] | undefined,
  { cut, whole, access, followed }: NamespaceFacts,
): ChosenNamespaces {
  const visible = new Set(
    cut
      .all('Namespace')
      .map(({ metadata }) => metadata.name)
      .filter((name) => mayLookInto(access, name)),
  )
  const total = whole.all('Namespace').length
  const scope = tellScope({ cut, access, followed })
  if (!asked) return { asked: visible, all: visible.size === total, notices: scope }
  const missing = asked.filter((name) => !visible.has(name))
  const found = new Set(asked.filter((name) => visible.has(name)))
  const named = missing.slice(0, mostNamed).join(', ')
  const params = { count: missing.length, names: missing.length > mostNamed ? `${named}, …` : named }
  if (found.size === 0) throw new Problem({ kind: 'not-found', code: 'namespaces-not-found', params })
  return {
    asked: found,
    all: found.size === total,
    notices: [
      ...(missing.length > 0
        ? [{ ...wordFinding('notice', 'namespaces-not-found', params), severity: 'warning' as const }]
        : []),
      ...scope,
    ],
  }
}

/**
 * Whether this viewer may learn what telemetry tells of a namespace, also of one that the cluster no longer has; undefined
 * when all of it may be learnt.
 */
export function buildVisibility(
  access: ViewerAccess,
  excludes: readonly string[],
): ((namespace: string) => boolean) | undefined {
  const shows = buildNamespaceFilter({ selectors: [], excludes, rootNamespace: '' })
  if (!shows && (access.may('list', 'Pod') || access.may('list', 'Service'))) return undefined
  const known = new Map<string, boolean>()
  return (namespace) => {
    const answer =
      known.get(namespace) ?? ((shows?.(namespace, {}) ?? true) && mayLookInto(access, namespace))
    known.set(namespace, answer)
    return answer
  }
}
