import type { ServedKindsAnswer } from '#server/adapters/kubernetes/types.ts'
import { isWrittenGroup } from '#server/mesh/checks/check-target.ts'
import { isProblem } from '#server/problem.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { tellFailure } from '#server/usecases/stages/ask-prometheus.ts'
import type { ClusterSchemas } from '#server/workers/text/types.ts'

export interface ServedKinds extends ServedKindsAnswer {
  /** Why the cluster's own schemas are not known; those of this build judge then. */
  readonly failure?: string
}

/**
 * What the cluster says of the kinds that a text is about. That it does not say is no failure: the schemas of this build
 * are as good where the versions are the same.
 */
export async function readSchemas(
  apiVersions: readonly string[],
  { adapters, signal }: Pick<UseCaseContext, 'adapters' | 'signal'>,
): Promise<ServedKinds> {
  const wanted = [...new Set(apiVersions)].filter(
    (each) => each.includes('/') && isWrittenGroup(each.split('/', 1)[0] ?? ''),
  )
  try {
    return await adapters.kubernetes.readServedKinds(wanted, signal)
  } catch (error) {
    if (signal.aborted || !isProblem(error)) throw error
    return { kinds: new Map(), missing: [], failure: tellFailure(error) }
  }
}

const known = new WeakMap<ServedKindsAnswer['kinds'], ClusterSchemas>()

/** The schemas alone; one map for one state of the cluster. */
export function listSchemas({ kinds }: ServedKindsAnswer): ClusterSchemas {
  const schemas = known.get(kinds) ?? new Map([...kinds].map(([key, { schema }]) => [key, schema]))
  known.set(kinds, schemas)
  return schemas
}
