import { buildFilterQuery, parseBack } from '#components/shell/back.ts'

/** Which changes are shown, as the URL holds it beside the chosen namespaces. */
export interface HistoryState {
  readonly how: '' | 'vardia' | 'elsewhere'
  /** The console's word for a kind; '' for all. */
  readonly kind: string
  /** Of one object; '' for all. */
  readonly name: string
  /** How far back, in seconds; 0 for all that is kept. */
  readonly backSeconds: number
}

export const firstHistoryState: HistoryState = { how: '', kind: '', name: '', backSeconds: 0 }

const longest = { kind: 63, name: 253 }

/** What is absent or malformed has its first value. */
export function parseHistoryState(query: URLSearchParams): HistoryState {
  const how = query.get('how')
  return {
    how: how === 'vardia' || how === 'elsewhere' ? how : '',
    kind: (query.get('kind') ?? '').slice(0, longest.kind),
    name: (query.get('name') ?? '').slice(0, longest.name),
    backSeconds: parseBack(query),
  }
}

/** Writes the state into a query, keeping the keys of others. Begins with `?` or is ''. */
export function buildHistoryQuery({ backSeconds, ...texts }: HistoryState, rest: URLSearchParams): string {
  return buildFilterQuery(texts, backSeconds, rest)
}
