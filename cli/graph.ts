import { askMesh } from '#cli/ask-mesh.ts'
import { formatDot } from '#cli/format-dot.ts'
import { openFrom } from '#cli/offline/open-from.ts'
import { formatTable, formatValue, maskControls } from '#cli/print.ts'
import { type Flags, readSettings } from '#cli/settings.ts'
import { type TrafficGraph, trafficGraph } from '#contract/traffic-graph.ts'
import { parseQuery } from '#server/http/parse-input.ts'
import type { UseCaseContext } from '#server/usecases/context.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

export const graphFormats = ['table', 'json', 'yaml', 'dot'] as const

/**
 * `vardia graph`: who calls whom, on standard output; what the answer lacks, on standard error. Without namespaces it is
 * asked for all that this person may see.
 */
export async function printGraph(flags: Flags): Promise<void> {
  const settings = readSettings(flags, { VARDIA_CHECK_OUTPUT: 'false' })
  const asked = typeof flags['namespaces'] === 'string' ? flags['namespaces'] : undefined
  // A wrong flag is told before the cluster is asked anything.
  parseQuery(trafficGraph, buildQuery(flags, asked ?? 'default'))
  const { config, sources } = await openFrom(flags, settings)
  const answer = async (context: UseCaseContext) => {
    const namespaces =
      asked ??
      (await readNamespaces({ health: false, rangeSeconds: 60 }, context)).items
        .map(({ name }) => name)
        .join(',')
    return readTrafficGraph(parseQuery(trafficGraph, buildQuery(flags, namespaces)), context)
  }
  const graph = await askMesh(config, answer, sources)
  for (const { severity, text } of graph.notices) process.stderr.write(`${severity}: ${maskControls(text)}\n`)
  process.stdout.write(formatGraph(graph, flags['output']))
}

function buildQuery(flags: Flags, namespaces: string): URLSearchParams {
  const query = new URLSearchParams({ namespaces })
  if (typeof flags['view'] === 'string') query.set('view', flags['view'])
  if (typeof flags['range'] === 'string') query.set('rangeSeconds', parseDuration(flags['range']))
  if (flags['idle'] === true) query.set('idleNodes', 'true')
  return query
}

function formatGraph(graph: TrafficGraph, format: Flags[string]): string {
  if (format === 'json' || format === 'yaml') return formatValue(format, graph)
  return format === 'dot' ? formatDot(graph) : formatGraphTable(graph)
}

/** `90s`, `5m`, `2h` or `1d` in seconds; what is none stays as it is, for the contract to refuse. */
export function parseDuration(text: string): string {
  const [, amount, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? []
  return amount === undefined ? text : String(Number(amount) * (secondsOf[unit] ?? 1))
}

const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** One line for each edge, by whom and where it leads; nodes without edges are told after them. */
export function formatGraphTable({ nodes, edges }: TrafficGraph): string {
  const names = new Map(nodes.map((node) => [node.id, `${node.namespace}/${node.name}`]))
  const nameOf = (id: string) => names.get(id) ?? id
  const rows = edges.map((edge) => [
    nameOf(edge.source),
    nameOf(edge.target),
    edge.protocol,
    formatRate(edge),
    formatPercent(edge.errorPercent),
    edge.latencyMsP95 === undefined ? '' : `${formatNumber(edge.latencyMsP95)} ms`,
    formatPercent(edge.mtlsPercent),
    edge.health,
  ])
  rows.sort((one, other) => (`${one[0]} ${one[1]}` < `${other[0]} ${other[1]}` ? -1 : 1))
  const joined = new Set(edges.flatMap(({ source, target }) => [source, target]))
  const alone = nodes
    .filter(({ id }) => !joined.has(id))
    .map(({ id, health }) => [nameOf(id), '', '', '', '', '', '', health.status])
  return formatTable(
    ['FROM', 'TO', 'PROTOCOL', 'RATE', 'ERRORS', 'P95', 'MTLS', 'HEALTH'],
    [...rows, ...alone],
  )
}

function formatRate({ requestsPerSecond, bytesPerSecond }: TrafficGraph['edges'][number]): string {
  if (requestsPerSecond !== undefined) return `${formatNumber(requestsPerSecond)} req/s`
  return bytesPerSecond === undefined ? '' : `${formatNumber(bytesPerSecond)} B/s`
}

function formatPercent(value: number | undefined): string {
  return value === undefined ? '' : `${formatNumber(value)}%`
}

/** Three significant digits, as the console shows them. */
function formatNumber(value: number): string {
  return Number(value.toPrecision(3)).toString()
}
