import type { Notice } from '#contract/words.ts'
import type { ViewerAccess } from '#server/mesh/objects/access.ts'
import { mayLookInto } from '#server/mesh/objects/cut-to-viewer.ts'
import type { MeshSnapshot } from '#server/mesh/objects/snapshot.ts'
import { wordFinding } from '#server/words.ts'

/** Names told in a sentence; a list of thousands is counted. */
const mostNamed = 5

export interface ScopeFacts {
  readonly cut: MeshSnapshot
  readonly access: ViewerAccess
  /** The namespaces that the console itself follows one by one; undefined when it follows all. */
  readonly followed: readonly string[] | undefined
}

/**
 * What stays unseen of a mesh of which only a part may be looked into: by the console itself, else by this viewer. Of
 * those that the viewer may not look into it says no name, and no number to who may not list them. Empty for who sees all.
 */
export function tellScope({ cut, access, followed }: ScopeFacts): readonly Notice[] {
  if (followed) return [tell('scope-followed', followed)]
  if (access.may('list', 'Pod') || access.may('list', 'Service')) return []
  const names = cut.all('Namespace').map(({ metadata }) => metadata.name)
  if (!access.may('list', 'Namespace')) {
    const seen = names.filter((name) => mayLookInto(access, name))
    return [tell('scope-viewer', seen)]
  }
  const count = names.filter((name) => !mayLookInto(access, name)).length
  return count > 0 ? [describe('scope-closed', { count })] : []
}

function tell(code: string, names: readonly string[]): Notice {
  const named = [...names].sort().slice(0, mostNamed).join(', ')
  const params = { count: names.length, names: names.length > mostNamed ? `${named}, …` : named }
  return describe(code, params)
}

function describe(code: string, params: Readonly<Record<string, string | number>>): Notice {
  return { ...wordFinding('notice', code, params), severity: 'info', adapter: 'kubernetes' }
}
