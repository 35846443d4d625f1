/** Whose traces: all of a namespace, or of one workload, application or service in it. */
export interface TraceSubject {
  readonly namespace: string
  readonly workload?: string
  readonly app?: string
  readonly service?: string
}

/** Which traces are shown, as the URL holds it beside the shared view. */
export interface TracesState {
  /** Milliseconds. */
  readonly minMs: number | undefined
  readonly maxMs: number | undefined
  readonly errors: boolean
  /** An HTTP status. */
  readonly code: string
  readonly requestId: string
  /** `key=value`. */
  readonly tags: readonly string[]
  readonly limit: number
}

export const limitChoices = [20, 50, 100, 200, 500] as const
export const firstTracesState: TracesState = {
  minMs: undefined,
  maxMs: undefined,
  errors: false,
  code: '',
  requestId: '',
  tags: [],
  limit: 100,
}

const longestText = 200
const mostTags = 10
const longestMs = 86_400_000
const tagForm = /^[^=\s]{1,200}=.{1,500}$/

/** What the URL says of the list; what is absent or malformed has its first value. */
export function parseTracesState(query: URLSearchParams): TracesState {
  const code = query.get('code') ?? ''
  const limit = Number(query.get('limit'))
  return {
    minMs: parseMs(query.get('min') ?? ''),
    maxMs: parseMs(query.get('max') ?? ''),
    errors: query.get('errors') === 'true',
    code: /^\d{1,3}$/.test(code) ? code : '',
    requestId: (query.get('request') ?? '').slice(0, longestText),
    tags: parseTags(query.get('tags') ?? ''),
    limit: limitChoices.find((choice) => choice === limit) ?? firstTracesState.limit,
  }
}

/** Milliseconds as a person writes them; undefined for none, and for what is no length of time. */
export function parseMs(text: string): number | undefined {
  const value = Number(text)
  return text.trim() !== '' && Number.isFinite(value) && value >= 0 && value <= longestMs ? value : undefined
}

/** Tags as they are typed, separated by commas; what has not the form `key=value` is left out. */
export function parseTags(text: string): readonly string[] {
  return text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tagForm.test(tag))
    .slice(0, mostTags)
}

/** Keeps every other key; what has its first value is left out. The result begins with `?`. */
export function buildTracesQuery(state: TracesState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  const set = (key: string, value: string) => (value === '' ? query.delete(key) : query.set(key, value))
  set('min', state.minMs === undefined ? '' : String(state.minMs))
  set('max', state.maxMs === undefined ? '' : String(state.maxMs))
  set('errors', state.errors ? 'true' : '')
  set('code', state.code)
  set('request', state.requestId)
  set('tags', state.tags.join(','))
  set('limit', state.limit === firstTracesState.limit ? '' : String(state.limit))
  return `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')}`
}

const name = /^[a-zA-Z0-9]([-a-zA-Z0-9._]{0,251}[a-zA-Z0-9])?$/

/** Whose traces the address asks for; undefined for all of the chosen namespaces. */
export function parseSubject(query: URLSearchParams): TraceSubject | undefined {
  const namespace = query.get('namespace') ?? ''
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) return undefined
  for (const key of ['workload', 'app', 'service'] as const) {
    const value = query.get(key) ?? ''
    if (name.test(value)) return { namespace, [key]: value }
  }
  return { namespace }
}
