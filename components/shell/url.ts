/**
 * The part of the view that every screen shares, as the URL holds it: `?ns=a,b&range=10m&refresh=15s`. A link carries
 * all three, so that it shows the same to the next person, whose remembered defaults may differ.
 */
export interface SharedView {
  /** Chosen namespaces, sorted; empty means all that the viewer may see. */
  readonly namespaces: readonly string[]
  readonly rangeSeconds: number
  readonly refresh: Refresh
}

/** Seconds between askings, or none: `manual` asks on demand alone, `paused` holds all still, the stream too. */
export type Refresh = number | 'manual' | 'paused'

export const rangeChoices = [
  60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000,
] as const
export const refreshChoices = [10, 15, 30, 60, 300, 900] as const

export const builtInView: SharedView = { namespaces: [], rangeSeconds: 60, refresh: 15 }

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const

/** Whole seconds in the largest unit that divides them: 600 → `10m`, 90 → `90s`. */
export function formatSpan(seconds: number): string {
  const [unit, size] =
    units.find(([, each]) => seconds % each === 0 && seconds >= each) ?? (['s', 1] as const)
  return `${seconds / size}${unit}`
}

/** `10m` → 600; undefined for anything else than a whole number of s, m, h or d. */
export function parseSpan(text: string): number | undefined {
  const match = /^(\d{1,7})([smhd])$/.exec(text)
  const size = units.find(([unit]) => unit === match?.[2])?.[1]
  return match && size ? Number(match[1]) * size : undefined
}

const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/
const allNamespaces = '*'

/**
 * What the URL says of the shared view. Keys that are absent or malformed are absent in the answer, so that the
 * remembered choice fills them.
 */
export function parseSharedView(query: URLSearchParams): Partial<SharedView> {
  const view: { -readonly [Key in keyof SharedView]?: SharedView[Key] } = {}
  const namespaces = query.get('ns')
  if (namespaces === allNamespaces) view.namespaces = []
  else if (namespaces !== null) {
    const names = tidyNamespaces(namespaces.split(','))
    if (names.length > 0) view.namespaces = names
  }
  const range = parseSpan(query.get('range') ?? '')
  if (range !== undefined && range >= 30 && range <= 2_592_000) view.rangeSeconds = range
  const refresh = query.get('refresh')
  if (refresh === 'manual' || refresh === 'paused') view.refresh = refresh
  else {
    const seconds = parseSpan(refresh ?? '')
    if (seconds !== undefined && seconds >= 5 && seconds <= 86_400) view.refresh = seconds
  }
  return view
}

/** Sorted, without repeats and without what no namespace can be called. */
export function tidyNamespaces(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.trim()))].filter((name) => dnsLabel.test(name)).sort()
}

/** Writes the shared view into a query, keeping every other key. The result begins with `?`. */
export function buildSharedView(view: SharedView, rest: URLSearchParams = new URLSearchParams()): string {
  const query = new URLSearchParams(rest)
  query.set('ns', view.namespaces.length === 0 ? allNamespaces : view.namespaces.join(','))
  query.set('range', formatSpan(view.rangeSeconds))
  query.set('refresh', typeof view.refresh === 'number' ? formatSpan(view.refresh) : view.refresh)
  return `?${query.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')}`
}

/** The query of a link to another screen: the shared view alone, without what the screen left behind added. */
export function buildViewQuery(query: URLSearchParams): string {
  const kept = new URLSearchParams()
  for (const key of ['ns', 'range', 'refresh']) {
    const value = query.get(key)
    if (value !== null) kept.set(key, value)
  }
  const text = kept.toString().replaceAll('%2C', ',').replaceAll('%2A', '*')
  return text ? `?${text}` : ''
}
