import type { AccessQuestionInput } from '#contract/authorization.ts'

/** What the page of access shows, as the URL holds it; everything is text, as it was written. */
export interface AccessState {
  readonly tab: 'matrix' | 'ask'
  /** `namespace/workload`, a principal, or '' for nobody of the mesh. */
  readonly from: string
  /** `namespace/name` of what is asked. */
  readonly to: string
  readonly toKind: 'workload' | 'service'
  readonly port: string
  readonly protocol: '' | 'http' | 'tcp'
  readonly method: string
  readonly path: string
  readonly host: string
  /** `name: value` of each line. */
  readonly headers: string
  /** JSON of the claims, `none` for a request without token, '' leaves it open. */
  readonly claims: string
  readonly ip: string
}

export const firstAccessState: AccessState = {
  tab: 'matrix',
  from: '',
  to: '',
  toKind: 'workload',
  port: '',
  protocol: '',
  method: '',
  path: '',
  host: '',
  headers: '',
  claims: '',
  ip: '',
}

const texts = ['from', 'to', 'port', 'method', 'path', 'host', 'headers', 'claims', 'ip'] as const
/** What is longer in all makes addresses that no proxy takes, and is never cut in silence. */
const longestText = 6_000

export function isTooLong(state: AccessState): boolean {
  return texts.reduce((sum, key) => sum + state[key].length, 0) > longestText
}

export function parseAccessState(query: URLSearchParams): AccessState {
  const protocol = query.get('protocol')
  return {
    ...firstAccessState,
    ...Object.fromEntries(texts.map((key) => [key, (query.get(key) ?? '').slice(0, longestText + 1)])),
    tab: query.get('tab') === 'ask' ? 'ask' : 'matrix',
    toKind: query.get('toKind') === 'service' ? 'service' : 'workload',
    protocol: protocol === 'http' || protocol === 'tcp' ? protocol : '',
  }
}

/** Writes the state into a query, keeping the keys of others and leaving out first values. Begins with `?` or is ''. */
export function buildAccessQuery(state: AccessState, rest: URLSearchParams = new URLSearchParams()): string {
  const query = new URLSearchParams(rest)
  for (const [key, value] of Object.entries(state)) {
    const first = Object.entries(firstAccessState).find(([name]) => name === key)?.[1]
    if (value === first) query.delete(key)
    else query.set(key, value)
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':')
  return text ? `?${text}` : ''
}

export type QuestionFault = 'to' | 'port' | 'headers' | 'claims' | 'long'

/** The question of the form, or the field that cannot be read; undefined while nothing is asked. */
export function buildAccessQuestion(
  state: AccessState,
): { readonly input: AccessQuestionInput } | { readonly fault: QuestionFault } | undefined {
  if (isTooLong(state)) return { fault: 'long' }
  if (state.to === '') return undefined
  const to = parsePlace(state.to)
  if (!to) return { fault: 'to' }
  if (state.port !== '' && !/^\d{1,5}$/.test(state.port)) return { fault: 'port' }
  const headers = parseHeaders(state.headers)
  if (headers === 'fault') return { fault: 'headers' }
  const claims = parseClaims(state.claims)
  if (claims === 'fault') return { fault: 'claims' }
  const said = Object.fromEntries(
    (['method', 'path', 'host'] as const).flatMap((key) => (state[key] === '' ? [] : [[key, state[key]]])),
  )
  return {
    input: {
      from: parseCaller(state.from.trim()),
      to: { namespace: to.namespace, [state.toKind]: to.name },
      ...(state.port === '' ? {} : { port: Number(state.port) }),
      ...(state.protocol === '' ? {} : { protocol: state.protocol }),
      ...said,
      ...(headers ? { headers } : {}),
      ...(claims === undefined ? {} : { claims }),
      ...(state.ip === '' ? {} : { sourceIp: state.ip }),
    },
  }
}

function parsePlace(text: string): { readonly namespace: string; readonly name: string } | undefined {
  const [namespace, name, ...more] = text.trim().split('/')
  return namespace && name && more.length === 0 ? { namespace, name } : undefined
}

function parseCaller(text: string): NonNullable<AccessQuestionInput['from']> {
  if (text === '') return {}
  const place = parsePlace(text)
  return place ? { namespace: place.namespace, workload: place.name } : { principal: text }
}

function parseHeaders(text: string): Readonly<Record<string, string>> | undefined | 'fault' {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return undefined
  const pairs = lines.map((line) => {
    const at = line.indexOf(':', line.startsWith(':') ? 1 : 0)
    return [line.slice(0, Math.max(at, 0)).trim(), line.slice(at + 1).trim()] as const
  })
  return pairs.some(([name]) => name === '') ? 'fault' : Object.fromEntries(pairs)
}

function parseClaims(text: string): AccessQuestionInput['claims'] | 'fault' {
  if (text.trim() === '') return undefined
  if (text.trim() === 'none') return null
  try {
    const claims: unknown = JSON.parse(text)
    if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return 'fault'
    // An object of JSON has text keys.
    return claims as Record<string, unknown>
  } catch {
    return 'fault'
  }
}
