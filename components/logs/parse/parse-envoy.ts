import type { AccessEntry, Level, ParsedLine } from '#components/logs/parse/types.ts'

/** Istio's default text format, in its order (pilot/pkg/model/telemetry_logging.go, EnvoyTextLogFormat). */
const textFields = [
  'start_time',
  'method',
  'path',
  'protocol',
  'response_code',
  'response_flags',
  'response_code_details',
  'connection_termination_details',
  'upstream_transport_failure_reason',
  'bytes_received',
  'bytes_sent',
  'duration',
  'upstream_service_time',
  'x_forwarded_for',
  'user_agent',
  'request_id',
  'authority',
  'upstream_host',
  'upstream_cluster',
  'upstream_local_address',
  'downstream_local_address',
  'downstream_remote_address',
  'requested_server_name',
  'route_name',
] as const

const textHead = /^\[(\d{4}-\d\d-\d\dT[0-9:.]+Z)\] "/
/** A quoted value holds anything but a quote; Envoy writes a client's quote as it came, so the rest may not fit. */
const word = /"([^"]*)"|(\S+)/y

/** A line of the default text format; undefined for any other line, and for one cut in its middle. */
export function parseEnvoyText(text: string): ParsedLine | undefined {
  const head = textHead.exec(text)
  if (!head) return undefined
  const words: string[] = []
  word.lastIndex = head[0].length - 1
  for (let found = word.exec(text); found; found = word.exec(text)) {
    words.push(found[1] ?? found[2] ?? '')
    while (text[word.lastIndex] === ' ') word.lastIndex += 1
  }
  const [operation = '', ...rest] = words
  if (rest.length !== textFields.length - 4 || !/^\d+$/.test(rest[0] ?? '')) return undefined
  const values = [head[1] ?? '', ...splitOperation(operation), ...rest]
  return buildAccess(textFields.map((key, at) => [key, values[at] ?? ''] as const))
}

/** `GET /a b HTTP/1.1`: a path may hold blanks, a method and a protocol may not. */
function splitOperation(operation: string): readonly [string, string, string] {
  const first = operation.indexOf(' ')
  const last = operation.lastIndexOf(' ')
  if (first < 0 || last <= first) return [operation, '-', '-']
  return [operation.slice(0, first), operation.slice(first + 1, last), operation.slice(last + 1)]
}

/** Whether an object is Istio's JSON access log: the keys that no Telemetry's own labels replace. */
export function isEnvoyJson(object: Readonly<Record<string, unknown>>): boolean {
  return 'response_flags' in object && 'response_code' in object && 'upstream_cluster' in object
}

/** A proxy's entry from its fields; what is `-` or null was not there. */
export function buildAccess(fields: readonly (readonly [string, string])[]): ParsedLine {
  const byKey = new Map(fields)
  const read = (key: string) => {
    const value = byKey.get(key) ?? ''
    return value === '-' || value === 'null' ? '' : value
  }
  const duration = read('duration')
  const access: AccessEntry = {
    method: read('method'),
    path: read('path'),
    protocol: read('protocol'),
    code: Number(read('response_code')) || 0,
    flags: read('response_flags').split(',').filter(Boolean),
    details: read('response_code_details'),
    durationMs: duration === '' || Number.isNaN(Number(duration)) ? undefined : Number(duration),
    target: read('authority') || read('requested_server_name') || readHost(read('upstream_cluster')),
    upstreamHost: read('upstream_host'),
    requestId: read('request_id'),
  }
  return {
    form: 'envoy',
    level: judgeAccess(access),
    message: access.method
      ? `${access.method} ${access.path}`
      : `TCP ${access.target || access.upstreamHost || read('downstream_local_address')}`,
    fields: fields.filter(([key]) => read(key) !== ''),
    access,
    ...(access.requestId && { requestId: access.requestId }),
  }
}

/** `outbound|9080||reviews.bookinfo.svc.cluster.local` names its host last. */
function readHost(cluster: string): string {
  return cluster.split('|')[3] ?? ''
}

/** Flags that a proxy sets on what it chose to do, not on what failed. */
const harmlessFlags: ReadonlySet<string> = new Set(['DI', 'DC', 'DR'])

function judgeAccess({ code, flags }: AccessEntry): Level {
  if (code >= 500) return 'error'
  if (code === 0 && flags.some((flag) => !harmlessFlags.has(flag))) return 'error'
  return code >= 400 || flags.length > 0 ? 'warn' : 'info'
}
