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

export const backChoices = [0, 3_600, 86_400, 604_800, 2_592_000] as const
export const firstHistoryState: HistoryState = { how: '', kind: '', name: '', backSeconds: 0 }

const longest = { kind: 63, name: 253 }

/** What is absent or malformed has its first value. */
export function parseHistoryState(query: URLSearchParams): HistoryState {
  const how = query.get('how')
  const back = Number(query.get('back'))
  return {
    how: how === 'vardia' || how === 'elsewhere' ? how : '',
    kind: (query.get('kind') ?? '').slice(0, longest.kind),
    name: (query.get('name') ?? '').slice(0, longest.name),
    backSeconds: backChoices.find((choice) => choice === back) ?? 0,
  }
}

/** Writes the state into a query, keeping the keys of others. Begins with `?` or is ''. */
export function buildHistoryQuery(state: HistoryState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  const values = { how: state.how, kind: state.kind, name: state.name, back: String(state.backSeconds || '') }
  for (const [key, value] of Object.entries(values)) {
    if (value === '') query.delete(key)
    else query.set(key, value)
  }
  const text = query.toString().replaceAll('%2C', ',')
  return text === '' ? '' : `?${text}`
}
