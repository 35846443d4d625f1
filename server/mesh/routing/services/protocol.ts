/** Protocols as istiod tells them apart (istio `pkg/config/protocol/instance.go`); `unsupported` is sniffed at run time. */
export type Protocol =
  | 'http'
  | 'http2'
  | 'http_proxy'
  | 'grpc'
  | 'grpc-web'
  | 'https'
  | 'tls'
  | 'tcp'
  | 'udp'
  | 'mongo'
  | 'redis'
  | 'mysql'
  | 'unsupported'

const protocols: ReadonlySet<string> = new Set<Protocol>([
  'http',
  'http2',
  'http_proxy',
  'grpc',
  'grpc-web',
  'https',
  'tls',
  'tcp',
  'udp',
  'mongo',
  'redis',
  'mysql',
])
const http: ReadonlySet<Protocol> = new Set<Protocol>(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web'])
/** SMTP, DNS, MySQL, MongoDB: servers that speak first, which sniffing would break (istio `pkg/config/kube/conversion.go`). */
const wellKnownTcpPorts: ReadonlySet<number> = new Set([25, 53, 3306, 27017])

/** The word of a ServiceEntry's or Gateway's port, without regard to case. */
export function parseProtocol(word: string | undefined): Protocol {
  const lower = (word ?? '').toLowerCase()
  // The set holds exactly the words of the type but `unsupported`.
  return protocols.has(lower) ? (lower as Protocol) : 'unsupported'
}

/** Kubernetes' port: UDP, then appProtocol, then the name's part before its first dash (istio `pkg/config/kube/conversion.go`). */
export function parseServicePortProtocol(port: {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}): Protocol {
  if (port.protocol === 'UDP') return 'udp'
  if (port.appProtocol === 'kubernetes.io/h2c') return 'http2'
  if (port.appProtocol === 'kubernetes.io/ws') return 'http'
  if (port.appProtocol === 'kubernetes.io/wss') return 'https'
  const name = (port.appProtocol ?? port.name).toLowerCase()
  if (name.startsWith('grpc-web')) return 'grpc-web'
  const parsed = parseProtocol(name.split('-', 1)[0])
  return parsed === 'unsupported' && wellKnownTcpPorts.has(port.port) ? 'tcp' : parsed
}

export function isHttp(protocol: Protocol): boolean {
  return http.has(protocol)
}

/** HTTP by declaration, or possibly so by what the first bytes show. */
export function isHttpOrSniffed(protocol: Protocol): boolean {
  return protocol === 'unsupported' || http.has(protocol)
}
