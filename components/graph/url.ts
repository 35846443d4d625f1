import { formatLimits, type Limits, parseLimits } from '#components/graph/compare/limits.ts'
import {
  formatReplay,
  parseReplay,
  type Replay,
  type ReplaySpeed,
  replaySpeeds,
} from '#components/graph/moments/replay.ts'
import { type EdgeMode, edgeModes } from '#components/graph/picture/build-picture.ts'
import { type FoldMode, foldModes } from '#components/graph/picture/fold.ts'
import { type BoxKind, boxKinds } from '#components/graph/picture/types.ts'
import { type LayoutName, layoutNames } from '#components/graph/stage/layout/types.ts'
import type { CallInput } from '#contract/define-call.ts'
import { parseAround } from '#contract/graph-around.ts'
import type { GraphView, TrafficGraphInput, trafficGraph } from '#contract/traffic-graph.ts'

export const views = ['workload', 'app', 'versionedApp', 'service'] as const satisfies readonly GraphView[]
export const ambientChoices = [
  'total',
  'waypoint',
  'ztunnel',
  'none',
] as const satisfies readonly TrafficGraphInput['ambient'][]
export const edgeLabelChoices = ['none', 'rate', 'share', 'avg', 'p50', 'p95', 'p99', 'throughput'] as const
export type EdgeLabelChoice = (typeof edgeLabelChoices)[number]
export const showChoices = [
  'services',
  'idleEdges',
  'idleNodes',
  'operations',
  'waypoints',
  'security',
  'animation',
] as const
export type ShowChoice = (typeof showChoices)[number]
export const directions = ['total', 'in', 'out'] as const
export type Direction = (typeof directions)[number]
export const rowChoices = ['nodes', 'edges', 'boxes'] as const
/** `changes` only where two graphs are compared. */
export type RowChoice = (typeof rowChoices)[number] | 'changes'

/** What the graph screen shows, beside namespaces, range and refresh, which the shell's part of the URL holds. */
export interface GraphState {
  readonly view: GraphView
  readonly layout: LayoutName
  readonly labels: EdgeLabelChoice
  readonly edgeMode: EdgeMode
  readonly show: readonly ShowChoice[]
  readonly boxes: readonly BoxKind[]
  readonly ambient: TrafficGraphInput['ambient']
  readonly fold: FoldMode
  /** Namespaces opened by hand, sorted. */
  readonly open: readonly string[]
  /** Queries of the find language (`find/parse-query.ts`); only such as are valid are written here. */
  readonly find: string
  readonly hide: string
  readonly chosen: { readonly kind: 'node' | 'edge' | 'box'; readonly id: string } | undefined
  /** The node that the graph is about, as `formatAround` writes it. Undefined: the whole graph. */
  readonly around: string | undefined
  readonly direction: Direction
  readonly as: 'graph' | 'table'
  readonly rows: RowChoice
  /** `column` or `-column` for descending. */
  readonly sort: string
  /** The end of the window, RFC 3339; undefined is now. */
  readonly at: string | undefined
  /** The window that is played; `at` is its frame. */
  readonly replay: Replay | undefined
  readonly speed: ReplaySpeed
  /** The other side of a comparison: a moment, namespaces, or both. */
  readonly baseAt: string | undefined
  readonly baseNamespaces: readonly string[]
  /** Thresholds of the comparison that the reader set. */
  readonly limits: Limits
  /** Which snapshot file is shown, by the beginning of its digest; the file itself is not in a URL. */
  readonly snapshot: string | undefined
  /** The trace that lies over the graph. */
  readonly trace: string | undefined
  readonly kiosk: boolean
}

export const firstState: GraphState = {
  view: 'workload',
  layout: 'layered',
  labels: 'rate',
  edgeMode: 'all',
  show: ['waypoints', 'security'],
  boxes: ['namespace', 'app'],
  ambient: 'total',
  fold: 'auto',
  open: [],
  find: '',
  hide: '',
  chosen: undefined,
  around: undefined,
  direction: 'total',
  as: 'graph',
  rows: 'nodes',
  sort: '',
  at: undefined,
  replay: undefined,
  speed: 3,
  baseAt: undefined,
  baseNamespaces: [],
  limits: {},
  snapshot: undefined,
  trace: undefined,
  kiosk: false,
}

/** Characters of a query, as much as a person writes and a link carries. */
export const longestQuery = 500
/** Longer than any name or list that the console itself writes. */
const longestValue = 4_000
const nothingWord = 'none'

/**
 * Reads the screen's part of a URL. What is absent has its first value; what is malformed too, and its key is told in
 * `ignored`, so that the page can say so. Keys of other parts of the console are left alone.
 */
export function parseGraphState(query: URLSearchParams): { state: GraphState; ignored: readonly string[] } {
  const ignored: string[] = []
  const read = <Value>(key: string, otherwise: Value, parse: (text: string) => Value | undefined): Value => {
    const text = query.get(key)
    if (text === null) return otherwise
    const value = text.length > longestValue ? undefined : parse(text)
    if (value === undefined) ignored.push(key)
    return value ?? otherwise
  }
  const oneOf =
    <Word extends string>(words: readonly Word[]) =>
    (text: string) =>
      words.find((word) => word === text)
  const someOf =
    <Word extends string>(words: readonly Word[]) =>
    (text: string): readonly Word[] | undefined => {
      if (text === nothingWord) return []
      const given = new Set(text.split(','))
      const known = words.filter((word) => given.has(word))
      return known.length === given.size ? known : undefined
    }
  const state: GraphState = {
    view: read('view', firstState.view, oneOf(views)),
    layout: read('layout', firstState.layout, oneOf(layoutNames)),
    labels: read('labels', firstState.labels, oneOf(edgeLabelChoices)),
    edgeMode: read('edges', firstState.edgeMode, oneOf(edgeModes)),
    show: read('show', firstState.show, someOf(showChoices)),
    boxes: read('boxes', firstState.boxes, someOf(boxKinds)),
    ambient: read('ambient', firstState.ambient, oneOf(ambientChoices)),
    fold: read('fold', firstState.fold, oneOf(foldModes)),
    open: read('open', firstState.open, parseNames),
    find: read('find', firstState.find, parseText),
    hide: read('hide', firstState.hide, parseText),
    chosen: read<GraphState['chosen']>('sel', undefined, parseChosen),
    around: read<string | undefined>('around', undefined, (text) => (parseAround(text) ? text : undefined)),
    direction: read('direction', firstState.direction, oneOf(directions)),
    as: read('as', firstState.as, oneOf(['graph', 'table'])),
    rows: read('rows', firstState.rows, oneOf([...rowChoices, 'changes'])),
    sort: read('sort', firstState.sort, (text) => (/^-?[a-zA-Z0-9]{1,30}$/.test(text) ? text : undefined)),
    at: read<string | undefined>('at', undefined, parseMoment),
    replay: read<Replay | undefined>('replay', undefined, parseReplay),
    speed: read<ReplaySpeed>('speed', firstState.speed, (text) =>
      replaySpeeds.find((speed) => String(speed) === text),
    ),
    baseAt: read<string | undefined>('base', undefined, parseMoment),
    baseNamespaces: read('basens', firstState.baseNamespaces, parseNames),
    limits: read('limits', firstState.limits, parseLimits),
    snapshot: read<string | undefined>('snapshot', undefined, (text) =>
      /^[0-9a-f]{12}$/.test(text) ? text : undefined,
    ),
    trace: read<string | undefined>('trace', undefined, (text) =>
      /^[0-9a-fA-F]{1,32}$/.test(text) ? text : undefined,
    ),
    kiosk: read<boolean>('kiosk', firstState.kiosk, (text) =>
      text === 'true' ? true : text === 'false' ? false : undefined,
    ),
  }
  return { state, ignored }
}

/** Writes the screen's part into a query, keeping other keys and leaving out first values. The result begins with `?`. */
export function buildGraphQuery(state: GraphState, rest: URLSearchParams): string {
  const query = new URLSearchParams(rest)
  const write = (key: string, text: string | undefined, first: string | undefined) => {
    if (text === undefined || text === first) query.delete(key)
    else query.set(key, text)
  }
  const list = (words: readonly string[]) => (words.length === 0 ? nothingWord : words.join(','))
  write('view', state.view, firstState.view)
  write('layout', state.layout, firstState.layout)
  write('labels', state.labels, firstState.labels)
  write('edges', state.edgeMode, firstState.edgeMode)
  write('show', list(state.show), list(firstState.show))
  write('boxes', list(state.boxes), list(firstState.boxes))
  write('ambient', state.ambient, firstState.ambient)
  write('fold', state.fold, firstState.fold)
  write('open', state.open.join(','), '')
  write('find', state.find, '')
  write('hide', state.hide, '')
  write('sel', state.chosen && `${state.chosen.kind}:${state.chosen.id}`, undefined)
  write('around', state.around, undefined)
  write('direction', state.direction, firstState.direction)
  write('as', state.as, firstState.as)
  write('rows', state.rows, firstState.rows)
  write('sort', state.sort, '')
  write('at', state.at, undefined)
  write('replay', state.replay && formatReplay(state.replay), undefined)
  write('speed', String(state.speed), String(firstState.speed))
  write('base', state.baseAt, undefined)
  write('basens', state.baseNamespaces.join(','), '')
  write('limits', formatLimits(state.limits), '')
  write('snapshot', state.snapshot, undefined)
  write('trace', state.trace, undefined)
  write('kiosk', String(state.kiosk), 'false')
  const text = query
    .toString()
    .replaceAll('%2C', ',')
    .replaceAll('%2A', '*')
    .replaceAll('%3A', ':')
    .replaceAll('%2F', '/')
    .replaceAll('%40', '@')
  return `?${text}`
}

function parseNames(text: string): readonly string[] | undefined {
  const names = [...new Set(text.split(','))].sort()
  return names.every((name) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) ? names : undefined
}

function parseText(text: string): string | undefined {
  return text.length <= longestQuery ? text : undefined
}

function parseChosen(text: string): GraphState['chosen'] {
  const match = /^(node|edge|box):(.{1,1000})$/.exec(text)
  const kind = (['node', 'edge', 'box'] as const).find((word) => word === match?.[1])
  return kind && match?.[2] ? { kind, id: match[2] } : undefined
}

function parseMoment(text: string): string | undefined {
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)
  return isMoment && Number.isFinite(Date.parse(text)) ? text : undefined
}

/** Longer lists of namespaces go in a body: proxies between cut addresses at 8 kB and less. */
export function isLongList(namespaces: readonly string[]): boolean {
  return namespaces.join(',').length > 2_000
}

/** The question to the server that this state asks. */
export function buildInput(
  state: GraphState,
  namespaces: readonly string[],
  rangeSeconds: number,
): Omit<CallInput<typeof trafficGraph>, 'around'> & { around?: string } {
  const shows = (choice: ShowChoice) => state.show.includes(choice)
  return {
    namespaces: [...namespaces],
    // As text, which both the address of a GET and a body hold.
    ...(state.around === undefined ? {} : { around: state.around }),
    view: state.view,
    rangeSeconds,
    ...(state.at === undefined ? {} : { at: state.at }),
    serviceNodes: shows('services'),
    idleEdges: shows('idleEdges'),
    idleNodes: shows('idleNodes'),
    operations: shows('operations'),
    waypoints: shows('waypoints'),
    ambient: state.ambient,
    // Each quantile reads every bucket of the mesh: another than the server's own is asked for only when it is shown.
    ...(state.labels === 'p50' || state.labels === 'p99' ? { latency: state.labels } : {}),
  }
}
