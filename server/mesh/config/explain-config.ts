import { asRecord, type Field, readField } from '#server/mesh/checks/field.ts'
import type { ConfigObject } from '#server/mesh/config/judge-validity.ts'
import type { MeshKind } from '#server/mesh/objects/kinds.ts'

/** A sentence about an object, worded by `finding.<code>`. */
export interface Saying {
  readonly code: string
  readonly params: Readonly<Record<string, string | number>>
}

type Explain = (spec: Field, object: ConfigObject) => readonly Saying[]

const mostRules = 12

/** What an object does to traffic, by its kind; of other kinds nothing is said. */
const explains: { readonly [Kind in MeshKind]?: Explain } = {
  VirtualService: (spec) => [
    say('says-hosts', { hosts: join(spec.at('hosts')) }),
    ...spec.at('http').items.slice(0, mostRules).map(explainHttp),
    ...[...spec.at('tcp').items, ...spec.at('tls').items]
      .slice(0, mostRules)
      .map((rule) => say('says-connections', { to: nameDestinations(rule.at('route')) })),
  ],
  DestinationRule: (spec) => {
    const mode = spec.at('trafficPolicy').at('tls').at('mode').text
    const subsets = spec
      .at('subsets')
      .items.map((subset) => `${subset.at('name').text} (${formatLabels(subset.at('labels'))})`)
    return [
      say('says-rule-host', { host: spec.at('host').text }),
      ...(subsets.length > 0 ? [say('says-subsets', { subsets: subsets.join(', ') })] : []),
      ...(mode ? [say('says-tls', { mode })] : []),
    ]
  },
  IstioGateway: (spec) =>
    spec
      .at('servers')
      .items.slice(0, mostRules)
      .map((server) =>
        say('says-server', {
          protocol: server.at('port').at('protocol').text,
          port: server.at('port').at('number').number,
          hosts: join(server.at('hosts')),
        }),
      ),
  ServiceEntry: (spec) => [
    say('says-entry', {
      hosts: join(spec.at('hosts')),
      location: spec.at('location').text || 'MESH_EXTERNAL',
      ports: spec
        .at('ports')
        .items.map((port) => port.at('number').number)
        .join(', '),
    }),
  ],
  PeerAuthentication: (spec) => [
    say('says-mtls', { mode: spec.at('mtls').at('mode').text || 'UNSET', scope: nameScope(spec) }),
    ...spec
      .at('portLevelMtls')
      .entries.map((port) =>
        say('says-mtls-port', { port: port.key, mode: port.at('mode').text || 'UNSET' }),
      ),
  ],
  AuthorizationPolicy: (spec) => [
    say('says-authorization', {
      action: spec.at('action').text || 'ALLOW',
      rules: spec.at('rules').items.length,
      scope: nameScope(spec),
    }),
  ],
  HTTPRoute: explainRoute,
  GRPCRoute: explainRoute,
  Gateway: (spec) =>
    spec
      .at('listeners')
      .items.slice(0, mostRules)
      .map((listener) =>
        say('says-server', {
          protocol: listener.at('protocol').text,
          port: listener.at('port').number,
          hosts: listener.at('hostname').text || '*',
        }),
      ),
}

/** What an object says, in sentences; nothing where its kind is not explained. */
export function explainConfig(kind: MeshKind, object: ConfigObject): readonly Saying[] {
  return explains[kind]?.(readField(object.spec), object) ?? []
}

function say(code: string, params: Saying['params']): Saying {
  return { code, params }
}

function explainHttp(rule: Field): Saying {
  const match = rule.at('match').items.map(nameMatch).filter(Boolean).join('; ')
  const redirect = rule.at('redirect')
  const to = redirect.isSet
    ? `${redirect.at('authority').text}${redirect.at('uri').text}`
    : rule.at('delegate').isSet
      ? rule.at('delegate').at('name').text
      : nameDestinations(rule.at('route'))
  return match ? say('says-matched', { match, to }) : say('says-requests', { to })
}

/** `uri prefix /a, header x exact y`, as the object writes it. */
function nameMatch(match: Field): string {
  return match.entries.map(({ key, value }) => `${key} ${nameValue(value)}`).join(', ')
}

function nameValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(asRecord(value))
    .map(([key, each]) => `${key} ${nameValue(each)}`)
    .join(' ')
}

function nameDestinations(route: Field): string {
  const parts = route.items.map((each) => {
    const destination = each.at('destination')
    const subset = destination.at('subset').text
    const name = subset ? `${destination.at('host').text} ${subset}` : destination.at('host').text
    return route.items.length > 1 ? `${name} (${each.at('weight').number}%)` : name
  })
  return parts.join(', ')
}

function explainRoute(spec: Field): readonly Saying[] {
  const hosts = join(spec.at('hostnames')) || '*'
  return [
    say('says-hosts', { hosts }),
    ...spec
      .at('rules')
      .items.slice(0, mostRules)
      .map((rule) => {
        const total = rule.at('backendRefs').items.length
        const to = rule
          .at('backendRefs')
          .items.map((ref) => {
            const weight = ref.at('weight').isSet ? ref.at('weight').number : 1
            return total > 1 ? `${ref.at('name').text} (${weight})` : ref.at('name').text
          })
          .join(', ')
        return say('says-requests', { to })
      }),
  ]
}

function nameScope(spec: Field): string {
  const labels = formatLabels(spec.at('selector').at('matchLabels'))
  const targets = spec.at('targetRefs').items.map((each) => `${each.at('kind').text} ${each.at('name').text}`)
  return [labels, ...targets].filter(Boolean).join(', ') || '*'
}

function formatLabels(labels: Field): string {
  return labels.entries.map(({ key, text }) => `${key}=${text}`).join(', ')
}

function join(list: Field): string {
  return list.items.map(({ text }) => text).join(', ')
}
