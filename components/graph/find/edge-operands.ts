import { keep } from '#components/graph/find/node-operands.ts'
import type { EdgeOperand, OperandKey } from '#components/graph/find/operand-types.ts'
import type { FindContext } from '#components/graph/find/types.ts'
import type { Measure } from '#components/graph/find/units.ts'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { GraphEdge } from '#contract/traffic-graph.ts'

const text = (
  id: OperandKey,
  aliases: readonly string[],
  example: string,
  read: (edge: GraphEdge, context: FindContext) => readonly string[],
): EdgeOperand => ({ id, key: id, aliases, example, about: 'edge', answer: { kind: 'text', read } })

const number = (
  key: OperandKey,
  aliases: readonly string[],
  measure: Measure,
  example: string,
  read: (edge: GraphEdge) => number | undefined,
): EdgeOperand => ({
  id: key.replace('percent-', '%'),
  key,
  aliases,
  example,
  about: 'edge',
  answer: { kind: 'number', measure, read },
})

const nameEnd = (id: string, { nodeOf }: FindContext) => {
  const node = nodeOf(id)
  return node ? keep(node.name, nameNode(node), node.app, node.service, node.workload) : []
}

const of =
  (protocol: GraphEdge['protocol'], read: (edge: GraphEdge) => number | undefined) => (edge: GraphEdge) =>
    edge.protocol === protocol ? read(edge) : undefined
/** What is counted of the protocol: requests or messages, bytes of tcp (`httpRate`, `grpcRate`, `tcpRate`). */
const counted = (edge: GraphEdge) =>
  edge.ratePerSecond ?? (edge.protocol === 'tcp' ? edge.bytesPerSecond : edge.requestsPerSecond)
const errors = (edge: GraphEdge) => edge.errorPercent

/** Response flags of Envoy, one by one; `-` is none. */
function listFlags(edge: GraphEdge): readonly string[] {
  return edge.responses.flatMap(({ flags }) => flags.split(',')).filter((flag) => flag !== '-' && flag !== '')
}

const texts: readonly EdgeOperand[] = [
  text(
    'destprincipal',
    [],
    'destprincipal contains /sa/payments',
    (edge) => edge.destinationPrincipals ?? [],
  ),
  text('sourceprincipal', [], 'sourceprincipal contains /ns/shop/', (edge) => edge.sourcePrincipals ?? []),
  text('from', ['source'], 'from = productpage', (edge, context) => nameEnd(edge.source, context)),
  text('to', ['dest', 'destination'], 'to = reviews', (edge, context) => nameEnd(edge.target, context)),
  text('fromns', ['fromnamespace'], 'fromns = shop', (edge, { nodeOf }) =>
    keep(nodeOf(edge.source)?.namespace),
  ),
  text('tons', ['tonamespace'], 'tons != shop', (edge, { nodeOf }) => keep(nodeOf(edge.target)?.namespace)),
  text('host', [], 'host endswith .svc.cluster.local', (edge) => edge.responses.map(({ host }) => host)),
  text('flag', [], 'flag = UO', listFlags),
  {
    id: 'code',
    key: 'code',
    aliases: [],
    example: 'code = 5xx',
    about: 'edge',
    answer: { kind: 'code', read: (edge) => edge.responses.map(({ code }) => code) },
  },
  {
    id: 'protocol',
    key: 'protocol',
    aliases: [],
    example: 'protocol = grpc',
    about: 'edge',
    answer: { kind: 'word', read: (edge) => edge.protocol, words: ['http', 'grpc', 'tcp'] },
  },
  {
    id: 'edge',
    key: 'edge',
    aliases: ['edgehealth'],
    example: 'edge = failing',
    about: 'edge',
    answer: {
      kind: 'word',
      read: (edge) => edge.health.toLowerCase(),
      words: ['failing', 'degraded', 'notready', 'unknown', 'idle', 'healthy'],
    },
  },
]

const numbers: readonly EdgeOperand[] = [
  number('grpc', [], 'perSecond', 'grpc > 10', of('grpc', counted)),
  number('percent-grpcerr', ['grpcerr', '%grpcerror'], 'percent', '%grpcerr > 5', of('grpc', errors)),
  number(
    'percent-grpctraffic',
    [],
    'percent',
    '%grpctraffic >= 50',
    of('grpc', (edge) => edge.sharePercent),
  ),
  number('http', [], 'perSecond', 'http > 10', of('http', counted)),
  number('percent-httperr', ['httperr', '%httperror'], 'percent', '%httperr > 5', of('http', errors)),
  number(
    'percent-httptraffic',
    [],
    'percent',
    '%httptraffic >= 50',
    of('http', (edge) => edge.sharePercent),
  ),
  number('percent-error', ['%err'], 'percent', '%error > 1%', errors),
  number('requests', ['rps'], 'perSecond', 'requests > 100rps', (edge) => edge.requestsPerSecond),
  number(
    'responsetime',
    ['rt'],
    'milliseconds',
    'rt > 1s',
    (edge) => edge.latencyMsP95 ?? edge.latencyMsP99 ?? edge.latencyMsP50 ?? edge.latencyMsAvg,
  ),
  number('avg', [], 'milliseconds', 'avg > 200ms', (edge) => edge.latencyMsAvg),
  number('p50', [], 'milliseconds', 'p50 > 200ms', (edge) => edge.latencyMsP50),
  number('p95', [], 'milliseconds', 'p95 > 500ms', (edge) => edge.latencyMsP95),
  number('p99', [], 'milliseconds', 'p99 > 1s', (edge) => edge.latencyMsP99),
  number('tcp', [], 'bytesPerSecond', 'tcp > 1MB/s', of('tcp', counted)),
  number(
    'throughput',
    [],
    'bytesPerSecond',
    'throughput > 10kB',
    (edge) => edge.responseBytesPerSecond ?? edge.bytesPerSecond,
  ),
  number('percent-mtls', [], 'percent', '%mtls < 100', (edge) => edge.mtlsPercent),
]

const flags: readonly EdgeOperand[] = [
  {
    id: 'mtls',
    key: 'mtls',
    aliases: [],
    example: 'NOT has mtls',
    about: 'edge',
    answer: { kind: 'flag', read: (edge) => (edge.mtlsPercent ?? 0) > 0 },
  },
  {
    id: 'traffic',
    key: 'traffic',
    aliases: [],
    example: 'has traffic',
    about: 'edge',
    answer: { kind: 'flag', read: (edge) => !edge.idle },
  },
]

export const edgeOperands: readonly EdgeOperand[] = [...texts, ...numbers, ...flags]
