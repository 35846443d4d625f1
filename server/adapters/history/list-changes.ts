import type { Expression, Kysely, SqlBool } from 'kysely'
import type { Tables } from '#server/adapters/database/tables.ts'
import { readChange } from '#server/adapters/history/rows.ts'
import type { HistoryQuestion, SeenKind, StoredChange } from '#server/adapters/history/types.ts'

/** Databases take only so many values in one question; with more namespaces rows are read and looked through. */
const mostNamed = 500
const pageRows = 500
/** So far is looked for rows that may be told. */
const mostPages = 40

const rowColumns = [
  ...(['id', 'cluster', 'at_ms', 'api_group', 'api_version', 'kind', 'namespace', 'place', 'name'] as const),
  ...(['who', 'how', 'action', 'reason', 'outcome', 'failure', 'paths', 'change_count'] as const),
  ...(['base_version', 'result_version', 'before_kept', 'after_kept', 'undoes', 'undone_by'] as const),
  'unwatched_since_ms' as const,
]

/** The newest first, without the objects themselves. */
export async function listChanges(
  database: Kysely<Tables>,
  cluster: string,
  question: HistoryQuestion,
): Promise<readonly StoredChange[]> {
  const { seen, limit } = question
  if (seen.length === 0) return []
  const isSeen = buildFilter(seen)
  const found: StoredChange[] = []
  let after = question.after
  for (let page = 0; page < mostPages && found.length < limit; page += 1) {
    const rows = await selectPage(database, cluster, { ...question, after })
    for (const row of rows) {
      if (found.length < limit && isSeen(row)) found.push(readChange({ ...row, before: null, after: null }))
      after = row.id
    }
    if (rows.length < pageRows) break
  }
  return found
}

function selectPage(
  database: Kysely<Tables>,
  cluster: string,
  {
    seen,
    name,
    sinceMs,
    untilMs,
    how,
    after,
  }: Omit<HistoryQuestion, 'after'> & { after: string | undefined },
) {
  const groups = [...Map.groupBy(seen, ({ namespaces }) => namespaces?.join(',') ?? '*').values()]
  return database
    .selectFrom('change')
    .select(rowColumns)
    .where('cluster', '=', cluster)
    .where((where) => {
      const ofGroup = (group: readonly SeenKind[]): Expression<SqlBool> => {
        const kinds = where.or(
          group.map(({ group: apiGroup, kind }) =>
            where.and([where('api_group', '=', apiGroup), where('kind', '=', kind)]),
          ),
        )
        const namespaces = group[0]?.namespaces
        if (!namespaces || namespaces.length > mostNamed) return kinds
        return where.and([kinds, where('place', 'in', [...namespaces])])
      }
      return where.or(groups.map(ofGroup))
    })
    .$if(name !== undefined, (query) => query.where('name', '=', name ?? ''))
    .$if(how !== undefined, (query) => query.where('how', '=', how ?? ''))
    .$if(sinceMs !== undefined, (query) => query.where('at_ms', '>=', sinceMs ?? 0))
    .$if(untilMs !== undefined, (query) => query.where('at_ms', '<=', untilMs ?? 0))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(pageRows)
    .execute()
}

/** The same rights once more, of all namespaces: what could not be asked by name is told apart here. */
function buildFilter(
  seen: readonly SeenKind[],
): (row: { readonly api_group: string; readonly kind: string; readonly place: string }) => boolean {
  const places = new Map(
    seen.map(({ group, kind, namespaces }) => [`${group}/${kind}`, namespaces && new Set(namespaces)]),
  )
  return ({ api_group, kind, place }) => {
    const key = `${api_group}/${kind}`
    return places.has(key) && (places.get(key)?.has(place) ?? true)
  }
}
