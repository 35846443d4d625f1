/** A chart as its author describes it: a metric, never a query, so that what is asked is always of the object alone. */
export interface CustomChart {
  readonly title: string
  readonly metric: string
  readonly type: 'gauge' | 'counter' | 'histogram'
  readonly unit: CustomUnit
  readonly aggregate: 'sum' | 'avg' | 'max'
  readonly labels: Readonly<Record<string, string>>
  readonly by: readonly string[]
}

export interface CustomDashboard {
  readonly title: string
  readonly kinds: readonly string[]
  /** Labels by which the metrics name a pod and its namespace. */
  readonly scope: { readonly namespace: string; readonly pod: string }
  readonly charts: readonly CustomChart[]
}

export interface DashboardFault {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
  /** Where in the document. */
  readonly path: readonly (string | number)[]
}

const units = [
  'number',
  'perSecond',
  'bytes',
  'bytesPerSecond',
  'milliseconds',
  'seconds',
  'percent',
] as const
export type CustomUnit = (typeof units)[number]
const types = ['gauge', 'counter', 'histogram'] as const
const aggregates = ['sum', 'avg', 'max'] as const
const kinds = ['workload', 'application', 'service', 'namespace'] as const

const mostCharts = 12
const mostLabels = 10
const mostBy = 3
const metricName = /^[a-zA-Z_:][a-zA-Z0-9_:]{0,199}$/
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]{0,99}$/

type Path = DashboardFault['path']

/**
 * Reads the form of `docs/operation.md`, "Custom dashboards". What is wrong is told by where it stands; charts that are
 * right are read all the same. No dashboard where it has no title or no charts.
 */
export function parseDashboard(document: unknown): {
  readonly dashboard?: CustomDashboard
  readonly faults: readonly DashboardFault[]
} {
  const faults: DashboardFault[] = []
  const reader = createReader(faults)
  const root = reader.record(document, [], ['title', 'kinds', 'scope', 'charts'])
  if (!root) return { faults }
  const title = reader.text(root['title'], ['title'], 80)
  const chosen = reader.list(root['kinds'] ?? ['workload', 'application'], ['kinds'], kinds.length)
  const scope = reader.record(root['scope'] ?? {}, ['scope'], ['namespace', 'pod']) ?? {}
  const names = {
    namespace:
      reader.match(scope['namespace'] ?? 'namespace', ['scope', 'namespace'], labelName) ?? 'namespace',
    pod: reader.match(scope['pod'] ?? 'pod', ['scope', 'pod'], labelName) ?? 'pod',
  }
  const charts = reader
    .list(root['charts'], ['charts'], mostCharts)
    .flatMap((chart, at) => readChart(chart, ['charts', at], reader, Object.values(names)) ?? [])
  const told = chosen.flatMap((kind, at) => reader.oneOf(kind, ['kinds', at], kinds) ?? [])
  return title === undefined
    ? { faults }
    : { dashboard: { title, kinds: told, scope: names, charts }, faults }
}

function readChart(
  given: unknown,
  path: Path,
  reader: Reader,
  taken: readonly string[],
): CustomChart | undefined {
  const fields = ['title', 'metric', 'type', 'unit', 'aggregate', 'labels', 'by']
  const chart = reader.record(given, path, fields)
  if (!chart) return undefined
  const title = reader.text(chart['title'], [...path, 'title'], 80)
  const metric = reader.match(chart['metric'], [...path, 'metric'], metricName)
  const type = reader.oneOf(chart['type'], [...path, 'type'], types)
  const unit = reader.oneOf(chart['unit'] ?? 'number', [...path, 'unit'], units)
  const aggregate = reader.oneOf(chart['aggregate'] ?? 'sum', [...path, 'aggregate'], aggregates)
  const labels = reader.labels(chart['labels'] ?? {}, [...path, 'labels'], taken)
  const by = reader
    .list(chart['by'] ?? [], [...path, 'by'], mostBy)
    .map((label, at) => reader.match(label, [...path, 'by', at], labelName))
  const isRead = by.every((label) => label !== undefined)
  if (!title || !metric || !type || !unit || !aggregate || !labels || !isRead) return undefined
  return { title, metric, type, unit, aggregate, labels, by }
}

type Expected = 'map' | 'metric' | 'label' | 'text' | 'word' | 'list' | 'labels' | 'matcher'

type Reader = ReturnType<typeof createReader>

function createReader(faults: DashboardFault[]) {
  const tell = (path: Path, expects: Expected, more: DashboardFault['params'] = {}): undefined => {
    faults.push({
      code: 'dashboard-field',
      params: { field: path.join('.') || 'whole', expects, ...more },
      path,
    })
  }
  const record = (given: unknown, path: Path, fields?: readonly string[]) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return tell(path, 'map')
    const found: Readonly<Record<string, unknown>> = { ...given }
    for (const field of fields ? Object.keys(found) : []) {
      if (!fields?.includes(field))
        faults.push({
          code: 'dashboard-unknown',
          params: { field: [...path, field].join('.'), known: fields?.join(', ') ?? '' },
          path: [...path, field],
        })
    }
    return found
  }
  const match = (given: unknown, path: Path, pattern: RegExp) =>
    typeof given === 'string' && pattern.test(given)
      ? given
      : tell(path, pattern === metricName ? 'metric' : 'label')
  return {
    record,
    match,
    text: (given: unknown, path: Path, most: number) =>
      typeof given === 'string' && given.trim() !== '' && given.length <= most
        ? given
        : tell(path, 'text', { most }),
    oneOf: <Word extends string>(given: unknown, path: Path, words: readonly Word[]) =>
      words.find((word) => word === given) ?? tell(path, 'word', { words: words.join(', ') }),
    list: (given: unknown, path: Path, most: number): readonly unknown[] => {
      if (Array.isArray(given) && given.length <= most) return given
      tell(path, 'list', { most })
      return []
    },
    labels: (given: unknown, path: Path, taken: readonly string[]) => {
      const found = record(given, path)
      const entries = Object.entries(found ?? {})
      if (!found || entries.length > mostLabels) return found && tell(path, 'labels', { most: mostLabels })
      const faulty = entries.filter(([label, value]) => {
        const isRight = labelName.test(label) && typeof value === 'string' && !taken.includes(label)
        if (!isRight) tell([...path, label], 'matcher')
        return !isRight
      })
      return faulty.length > 0
        ? undefined
        : Object.fromEntries(entries.map(([label, value]) => [label, String(value)]))
    },
  }
}
