/** What one line of a server's proxy says of a request. */
export interface LoggedRequest {
  readonly method: string
  /** With its query; as the client sent it where a route has rewritten it. */
  readonly path: string
  readonly host?: string
  /** Of the direct peer. */
  readonly ip: string
}

/** Places from the end of Istio's default text format: what a client wrote stands before them. */
const fromEnd = { authority: 8, cluster: 6, remote: 3 } as const
const fewestWords = 18
const longestLine = 8_192

/**
 * A request that a workload's own proxy took in, from its access log in Istio's default text or JSON format (istio 1.31.1
 * `pilot/pkg/model/telemetry_logging.go`, EnvoyTextLogFormat and EnvoyJSONLogFormatIstio). Undefined for every other line,
 * also of what the proxy sent out, and of connections.
 */
export function readAccessLine(text: string): LoggedRequest | undefined {
  if (text.length > longestLine) return undefined
  const fields = text.startsWith('{') ? readJson(text) : readText(text)
  if (!fields?.cluster.startsWith('inbound|')) return undefined
  const { method, path, authority, remote } = fields
  const ip = remote.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
  if (!/^[A-Z]+$/.test(method) || !path.startsWith('/') || ip === '') return undefined
  return { method, path, ip, ...(authority && authority !== '-' ? { host: authority } : {}) }
}

interface Fields {
  readonly method: string
  readonly path: string
  readonly authority: string
  readonly cluster: string
  readonly remote: string
}

function readText(text: string): Fields | undefined {
  const words = text.match(/"[^"]*"|\S+/g) ?? []
  const operation = /^"([A-Z]+) (.*) \S+"$/.exec(words[1] ?? '')
  if (!text.startsWith('[') || !operation || words.length < fewestWords) return undefined
  const read = (place: number) => (words.at(-place) ?? '').replace(/^"|"$/g, '')
  const [, method = '', path = ''] = operation
  return {
    method,
    path,
    authority: read(fromEnd.authority),
    cluster: read(fromEnd.cluster),
    remote: read(fromEnd.remote),
  }
}

function readJson(text: string): Fields | undefined {
  try {
    const object: unknown = JSON.parse(text)
    if (typeof object !== 'object' || object === null) return undefined
    const fields = new Map<string, unknown>(Object.entries(object))
    const read = (key: string) => String(fields.get(key) ?? '')
    return {
      method: read('method'),
      path: read('path'),
      authority: read('authority'),
      cluster: read('upstream_cluster'),
      remote: read('downstream_remote_address'),
    }
  } catch {
    return undefined
  }
}
