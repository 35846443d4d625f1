import type { UserName } from '#demo/kubernetes/users.ts'

/**
 * One row of the table: a request that the demo and the real API server answer over the same objects. In a path,
 * `{first}` is the name of the first object of the collection before it, `{version}` the newest resource version,
 * `{start}` and `{middle}` the versions before and amid the table's own changes, `{continue}` and `{continue2}` the
 * token of the first or second page of the same request, `{stale}` one of a version that is compacted.
 */
export interface KubernetesRow {
  readonly path: string
  /** The administrator when absent; a stranger bears a token that nobody has. */
  readonly as?: UserName | 'stranger' | 'anonymous'
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The answer is a stream, read to its end. */
  readonly isWatch?: boolean
  /** Which part of the answer is compared, of one that the demo tells a part of on purpose; see normalise.ts. */
  readonly part?: 'schemas' | 'keys' | 'definitions' | 'envelope'
  /** The demo leaves it out, answers 501 and names this. Such rows are no agreement and do not count. */
  readonly leftOut?: string
}

/** Rows from bare paths, with what they have in common. */
export function rows(
  common: Omit<KubernetesRow, 'path'>,
  paths: readonly string[],
): readonly KubernetesRow[] {
  return paths.map((path) => ({ ...common, path }))
}

export const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }
export const asPartialList = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }
export const asPartial = { accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io' }
