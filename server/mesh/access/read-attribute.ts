import type { AuthorizationRequest } from '#server/mesh/authorization/types.ts'

/** What a request brings of an attribute that rules ask, as text; undefined where it brings none. */
export function readAttribute(key: string, request: AuthorizationRequest): string | undefined {
  const { source, destination, http, token, sni } = request
  switch (key) {
    case 'source.principal':
    case 'source.namespace':
    case 'source.serviceAccount':
    case 'source.trustDomain':
      return source.principal
    case 'source.ip':
      return source.ip
    case 'remote.ip':
      return source.remoteIp
    case 'destination.ip':
      return destination.ip
    case 'destination.port':
      return String(destination.port)
    case 'connection.sni':
      return sni === '' ? undefined : sni
    case 'operation.hosts':
      return http?.host
    case 'operation.methods':
      return http?.method
    case 'operation.paths':
      return http?.path
    case 'request.auth.principal':
      return token && `${formatClaim(token['iss'])}/${formatClaim(token['sub'])}`
    case 'request.auth.audiences':
      return token && formatClaim(token['aud'])
    case 'request.auth.presenter':
      return token && formatClaim(token['azp'])
    default:
      return readNamed(key, request)
  }
}

function readNamed(key: string, { http, token }: AuthorizationRequest): string | undefined {
  const name = /^request\.headers\[(.*)\]$/.exec(key)?.[1]?.toLowerCase()
  if (name !== undefined)
    return Object.entries(http?.headers ?? {}).find(([header]) => header.toLowerCase() === name)?.[1]
  const claims = /^request\.auth\.claims\[(.*)\]$/.exec(key)?.[1]?.split('][')
  if (!claims || !token) return undefined
  const found = claims.reduce<unknown>(
    // An object of JSON has text keys.
    (value, claim) => (isRecord(value) && Object.hasOwn(value, claim) ? value[claim] : undefined),
    token,
  )
  return found === undefined ? undefined : formatClaim(found)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function formatClaim(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
