import { type Level, levels } from '#components/logs/parse/types.ts'

/** Whose logs: all pods of a workload, an application or a namespace, or one pod. */
export interface LogSubject {
  readonly namespace: string
  readonly workload?: string
  /** Deployment, StatefulSet, …, where two workloads share a name. */
  readonly kind?: string
  readonly app?: string
  readonly pod?: string
}

/** How the lines are looked at; the same for the page and for a tab of another page. */
export interface LogsState {
  /** Containers to read; empty means all of each pod. */
  readonly containers: readonly string[]
  /** Sources (`pod/container`) whose lines are not shown. */
  readonly off: readonly string[]
  /** Looked for and marked; as `parsePattern` reads it. */
  readonly find: string
  /** Only lines that fit, with so many around them. */
  readonly show: string
  readonly context: number
  readonly hide: string
  /** Empty means every level. */
  readonly levels: readonly Level[]
  readonly as: 'lines' | 'columns'
  readonly wrap: boolean
  readonly zone: 'local' | 'utc'
  /** Lines that are kept. */
  readonly most: number
  readonly previous: boolean
  /** Requests that have a trace stand between the lines, at their times. */
  readonly spans: boolean
  /** The moment that the lines end at, RFC 3339; undefined is a live tail. */
  readonly at: string | undefined
  /** How long before then, in seconds, they begin; undefined takes the newest ones, however old. */
  readonly back: number | undefined
}

export const contextChoices = [0, 2, 5, 20] as const
export const backChoices = [60, 300, 900, 3_600, 21_600, 86_400] as const
export const mostChoices = [1_000, 5_000, 20_000, 50_000] as const

export const firstLogsState: LogsState = {
  containers: [],
  off: [],
  find: '',
  show: '',
  context: 0,
  hide: '',
  levels: [],
  as: 'lines',
  wrap: false,
  zone: 'local',
  most: 5_000,
  previous: false,
  spans: false,
  at: undefined,
  back: undefined,
}

const longestPattern = 500
const dnsName = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/

/** Reads the part of a URL that says how logs are looked at; what is absent or malformed has its first value. */
export function parseLogsState(query: URLSearchParams): LogsState {
  const text = (key: string) => (query.get(key) ?? '').slice(0, longestPattern)
  const number = (key: string, choices: readonly number[], otherwise: number) => {
    const value = Number(query.get(key) ?? Number.NaN)
    return choices.includes(value) ? value : otherwise
  }
  const asked = (query.get('level') ?? '').split(',')
  const at = query.get('at') ?? ''
  return {
    containers: (query.get('containers') ?? '')
      .split(',')
      .filter((name) => dnsName.test(name))
      .slice(0, 50),
    off: (query.get('off') ?? '')
      .split(',')
      .filter((name) => name !== '' && name.length < 400)
      .slice(0, 60),
    find: text('find'),
    show: text('only'),
    context: number('context', contextChoices, firstLogsState.context),
    hide: text('without'),
    levels: levels.filter((level) => asked.includes(level)),
    as: query.get('as') === 'columns' ? 'columns' : 'lines',
    wrap: query.get('wrap') === 'true',
    zone: query.get('zone') === 'utc' ? 'utc' : 'local',
    most: number('most', mostChoices, firstLogsState.most),
    previous: query.get('previous') === 'true',
    spans: query.get('spans') === 'true',
    at: Number.isNaN(Date.parse(at)) ? undefined : new Date(at).toISOString(),
    back: backChoices.find((seconds) => String(seconds) === query.get('back')),
  }
}

/** Writes the state into a query, keeping the keys of others and leaving out first values. Begins with `?` or is ''. */
export function buildLogsQuery(state: LogsState, rest: URLSearchParams = new URLSearchParams()): string {
  const query = new URLSearchParams(rest)
  const write = (key: string, value: string, first: string) => {
    if (value === first) query.delete(key)
    else query.set(key, value)
  }
  write('containers', state.containers.join(','), '')
  write('off', state.off.join(','), '')
  write('find', state.find, '')
  write('only', state.show, '')
  write('context', String(state.context), String(firstLogsState.context))
  write('without', state.hide, '')
  write('level', state.levels.join(','), '')
  write('as', state.as, 'lines')
  write('wrap', String(state.wrap), 'false')
  write('zone', state.zone, 'local')
  write('most', String(state.most), String(firstLogsState.most))
  write('previous', String(state.previous), 'false')
  write('spans', String(state.spans), 'false')
  write('at', state.at ?? '', '')
  write('back', String(state.back ?? ''), '')
  const text = query
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%3A', ':')
    .replaceAll('%2A', '*')
    .replaceAll('%2F', '/')
  return text ? `?${text}` : ''
}

/** Whose logs the page's URL asks for; undefined when it names no namespace. */
export function parseSubject(query: URLSearchParams): LogSubject | undefined {
  const read = (key: string) => {
    const value = query.get(key) ?? ''
    return value !== '' && value.length <= 253 ? value : undefined
  }
  const namespace = read('namespace')
  if (namespace === undefined || !dnsName.test(namespace)) return undefined
  const [workload, kind, app, pod] = [read('workload'), read('kind'), read('app'), read('pod')]
  if (pod !== undefined) return { namespace, pod }
  if (workload !== undefined) return { namespace, workload, ...(kind !== undefined && { kind }) }
  return app === undefined ? { namespace } : { namespace, app }
}
