import type { NodeOperand, OperandKey } from '#components/graph/find/operand-types.ts'
import { nameNode } from '#components/graph/picture/build-picture.ts'
import type { GraphNode } from '#contract/traffic-graph.ts'

/** Every name that a node is known by; `name = reviews` holds when one of them is `reviews`. */
function listNames(node: GraphNode): readonly string[] {
  return keep(node.name, nameNode(node), node.app, node.service, node.workload, node.operation)
}

/** All that a word without an operand is looked for in. */
export function listWords(node: GraphNode): readonly string[] {
  return [
    ...listNames(node),
    ...keep(node.namespace, node.version),
    ...(node.services ?? []),
    ...(node.serviceEntry?.hosts ?? []),
    ...(node.gateway?.hosts ?? []),
  ]
}

/** Of the texts those that are there. */
export function keep(...texts: readonly (string | undefined)[]): readonly string[] {
  return texts.filter((text) => text !== undefined && text !== '').map(String)
}

const text = (
  id: OperandKey,
  aliases: readonly string[],
  example: string,
  read: (node: GraphNode) => readonly string[],
): NodeOperand => ({ id, key: id, aliases, example, about: 'node', answer: { kind: 'text', read } })

const rate = (id: OperandKey, read: (node: GraphNode) => number | undefined): NodeOperand => ({
  id,
  key: id,
  aliases: [],
  example: id.startsWith('tcp') ? `${id} > 10kB/s` : `${id} >= 5rps`,
  about: 'node',
  answer: { kind: 'number', measure: id.startsWith('tcp') ? 'bytesPerSecond' : 'perSecond', read },
})

const share = (key: OperandKey, read: (node: GraphNode) => number | undefined): NodeOperand => ({
  id: `%${key}`,
  key,
  aliases: [],
  example: `%${key} > 5%`,
  about: 'node',
  answer: { kind: 'number', measure: 'percent', read },
})

const rank = (id: OperandKey, read: (ranks: NonNullable<GraphNode['rank']>) => number): NodeOperand => ({
  id,
  key: id,
  aliases: [],
  example: `${id} <= 2`,
  about: 'node',
  answer: { kind: 'number', measure: 'rank', read: (node) => node.rank && read(node.rank) },
})

const flag = (
  id: OperandKey,
  aliases: readonly string[],
  read: (node: GraphNode) => boolean,
  example: string = id,
): NodeOperand => ({ id, key: id, aliases, example, about: 'node', answer: { kind: 'flag', read } })

const has = (name: GraphNode['flags'][number]) => (node: GraphNode) => node.flags.includes(name)
const isIn =
  (...states: readonly GraphNode['health']['status'][]) =>
  (node: GraphNode) =>
    states.includes(node.health.status)

const named: readonly NodeOperand[] = [
  text('name', [], 'name = reviews', listNames),
  text('app', [], 'app startswith pay', (node) => keep(node.app)),
  text('cluster', [], 'cluster != east', (node) => keep(node.cluster)),
  text('namespace', ['ns'], 'namespace = shop', (node) => keep(node.namespace)),
  text('operation', ['op'], 'operation contains /api', (node) => keep(node.operation)),
  text('service', ['svc'], 'service = reviews', (node) => keep(node.service)),
  text('version', [], 'version =~ ^v[23]$', (node) => keep(node.version)),
  text('workload', ['wl'], 'workload endswith -v1', (node) => keep(node.workload)),
  text('kind', [], 'kind = StatefulSet', (node) => keep(node.workloadKind)),
  text('hostname', [], 'hostname contains example.com', (node) => [
    ...(node.serviceEntry?.hosts ?? []),
    ...(node.gateway?.hosts ?? []),
  ]),
  text('alert', [], 'alert startswith KubePod', (node) =>
    keep(...(node.alerts ?? []).map(({ name }) => name)),
  ),
  {
    id: 'node',
    key: 'node',
    aliases: [],
    example: 'node = service',
    about: 'node',
    answer: {
      kind: 'word',
      read: (node) => node.kind,
      words: ['app', 'operation', 'service', 'unknown', 'workload'],
      also: { op: 'operation', svc: 'service', wl: 'workload' },
    },
  },
  {
    id: 'health',
    key: 'health',
    aliases: [],
    example: 'health = failing',
    about: 'node',
    answer: {
      kind: 'word',
      read: (node) => node.health.status.toLowerCase(),
      words: ['failing', 'degraded', 'notready', 'unknown', 'idle', 'healthy'],
      also: { failure: 'failing', na: 'unknown' },
    },
  },
  {
    id: 'mode',
    key: 'mode',
    aliases: ['dataplane'],
    example: 'mode = ambient',
    about: 'node',
    answer: {
      kind: 'word',
      read: (node) => node.mode,
      words: ['sidecar', 'ambient', 'none', 'mixed'],
    },
  },
]

const numbers: readonly NodeOperand[] = [
  rate('grpcin', (node) => node.in.grpcPerSecond),
  rate('grpcout', (node) => node.out.grpcPerSecond),
  rate('httpin', (node) => node.in.httpPerSecond),
  rate('httpout', (node) => node.out.httpPerSecond),
  rate('tcpin', (node) => node.in.tcpBytesPerSecond),
  rate('tcpout', (node) => node.out.tcpBytesPerSecond),
  share('httpinerr', (node) => node.in.httpErrorPercent),
  share('httpouterr', (node) => node.out.httpErrorPercent),
  share('grpcinerr', (node) => node.in.grpcErrorPercent),
  share('grpcouterr', (node) => node.out.grpcErrorPercent),
  rank('rank', ({ total }) => total),
  rank('rankin', (ranks) => ranks.in),
  rank('rankout', ({ out }) => out),
]

const flags: readonly NodeOperand[] = [
  flag('healthy', [], isIn('healthy')),
  flag('unhealthy', [], isIn('failing', 'degraded')),
  flag('failing', [], isIn('failing')),
  flag('degraded', [], isIn('degraded')),
  flag('notready', [], isIn('notReady')),
  flag('idle', [], (node) => has('idle')(node) || isIn('idle')(node), 'NOT idle'),
  flag('circuitbreaker', ['cb'], has('circuitBreaker')),
  flag('dead', [], has('dead')),
  flag('faultinjection', ['fi'], has('faultInjection')),
  flag(
    'inaccessible',
    ['restricted'],
    (node) => has('restricted')(node) || has('inaccessible')(node),
    'NOT inaccessible',
  ),
  flag('mirroring', [], has('mirroring'), 'has mirroring'),
  flag('outside', ['outsider'], has('outside'), 'is outside'),
  flag('requestrouting', ['rr'], has('requestRouting'), 'has requestrouting'),
  flag('requesttimeout', ['rto'], has('requestTimeout')),
  flag('serviceentry', ['se'], (node) => node.serviceEntry !== undefined, 'is serviceentry'),
  flag('sidecar', ['sc'], (node) => !has('outOfMesh')(node), 'NOT has sidecar'),
  flag('outofmesh', ['om'], has('outOfMesh'), 'is outofmesh'),
  flag('tcptrafficshifting', ['tcpts'], has('tcpTrafficShifting')),
  flag('trafficshifting', ['ts'], has('trafficShifting')),
  flag('trafficsource', ['root'], has('root')),
  flag('virtualservice', ['vs'], has('virtualService'), 'has virtualservice'),
  flag('workloadentry', ['we'], has('workloadEntry')),
  flag('gateway', ['gw'], (node) => node.gateway !== undefined, 'is gateway'),
  flag('ingress', [], (node) => node.gateway?.direction === 'ingress'),
  flag('egress', [], (node) => node.gateway?.direction === 'egress'),
  flag('waypoint', ['wp'], has('waypoint'), 'is waypoint'),
  flag('passthrough', [], has('passthrough')),
  flag('blackhole', [], has('blackhole')),
  flag(
    'hasalert',
    [],
    (node) => node.alerts?.some(({ state }) => state === 'firing') ?? false,
    'hasalert AND NOT failing',
  ),
]

export const nodeOperands: readonly NodeOperand[] = [...named, ...numbers, ...flags]
