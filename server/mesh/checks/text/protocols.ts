/** Istio's protocols by their small names (istio `pkg/config/protocol/instance.go`). */
const known: ReadonlySet<string> = new Set([
  'tcp',
  'udp',
  'grpc',
  'grpc-web',
  'http',
  'http_proxy',
  'http2',
  'https',
  'tls',
  'mongo',
  'redis',
  'mysql',
])

export function isProtocol(text: string): boolean {
  return known.has(text.toLowerCase())
}

export function isHttp(text: string): boolean {
  return ['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'].includes(text.toLowerCase())
}

/** TCP for routing: what is not HTTP in the clear. */
export function isTcp(text: string): boolean {
  return ['tcp', 'https', 'tls', 'mongo', 'redis', 'mysql'].includes(text.toLowerCase())
}

export function isTls(text: string): boolean {
  return ['https', 'tls'].includes(text.toLowerCase())
}
