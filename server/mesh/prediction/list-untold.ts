import { type Field, readField } from '#server/mesh/checks/field.ts'

/**
 * Of a VirtualService's match what telemetry tells of a request: who sends it and to which port. All else of it is of a
 * single request (istio.io, "VirtualService", HTTPMatchRequest).
 */
const toldByMatch: ReadonlySet<string> = new Set([
  'name',
  'port',
  'sourceLabels',
  'sourceNamespace',
  'gateways',
  'statPrefix',
  'ignoreUriCase',
])
/** Of a policy's operation (istio.io, "Authorization Policy", Operation). */
const toldByOperation: ReadonlySet<string> = new Set(['ports', 'notPorts'])
/** Attributes of conditions that are of the connection or of its ends (istio.io, "Authorization Policy Conditions"). */
const toldByCondition = /^(source\.|destination\.|connection\.sni)/

/**
 * The fields by which an object tells one request from another of the same client and service: by path, header, method or
 * token. Metrics count requests and name none of these, so how many of them a field is about can only be guessed. Of the
 * object itself (`spec.http[0].match[0].uri`).
 */
export function listUntold(kind: string, object: unknown): readonly string[] {
  const spec = readField(object).at('spec')
  if (kind === 'VirtualService')
    return spec
      .at('http')
      .items.flatMap((route) => route.at('match').items)
      .flatMap((match) => listOthers(match, toldByMatch))
  if (kind === 'AuthorizationPolicy')
    return spec.at('rules').items.flatMap((rule) => [
      ...rule.at('to').items.flatMap((to) => listOthers(to.at('operation'), toldByOperation)),
      ...rule
        .at('when')
        .items.filter((condition) => !toldByCondition.test(condition.at('key').text))
        .map(({ path }) => path),
      ...rule
        .at('from')
        .items.flatMap((from) => from.at('source').entries)
        .filter(({ key }) => /^(not)?RequestPrincipals$/i.test(key))
        .map(({ path }) => path),
    ])
  if (kind === 'RequestAuthentication') return spec.at('jwtRules').items.map(({ path }) => path)
  if (kind === 'HTTPRoute' || kind === 'GRPCRoute')
    return spec
      .at('rules')
      .items.flatMap((rule) => rule.at('matches').items)
      .flatMap((match) => match.entries.filter((part) => !isAnyPath(part)))
      .map(({ path }) => path)
  return []
}

function listOthers(field: Field, told: ReadonlySet<string>): readonly string[] {
  return field.entries.filter(({ key }) => !told.has(key)).map(({ path }) => path)
}

/** The Gateway API writes it where nothing is asked of a path (gateway-api `apis/v1`, HTTPPathMatch). */
function isAnyPath(part: Field): boolean {
  const type = part.at('type').text || 'PathPrefix'
  return part.key === 'path' && type === 'PathPrefix' && (part.at('value').text || '/') === '/'
}
