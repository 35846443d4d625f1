import { parsePairs } from '#components/logs/parse/parse-pairs.ts'
import type { ParsedLine } from '#components/logs/parse/types.ts'

/** `time level access connection complete key=value …` (ztunnel src/proxy/metrics.rs, target `access`). */
const head = /^(\S+)\s+(error|warn|info|debug|trace)\s+access\s+(connection \w+|[a-z ]+?)\s+(?=src\.)/

/** A line of ztunnel's access log in its text form; undefined for any other line. */
export function parseZtunnel(text: string): ParsedLine | undefined {
  const found = head.exec(text)
  if (!found) return undefined
  const pairs = parsePairs(text, found[0].length)
  return pairs && buildConnection(pairs, found[3] ?? '')
}

/** A connection as ztunnel tells it, from the pairs of its text or the keys of its JSON. */
export function buildConnection(pairs: ParsedLine['fields'], message: string): ParsedLine {
  const byKey = new Map(pairs)
  const read = (key: string) => byKey.get(key) ?? ''
  const error = read('error')
  const target = read('dst.service') || read('dst.hbone_addr') || read('dst.addr')
  return {
    form: 'ztunnel',
    level: error ? 'error' : 'info',
    message: error || message,
    fields: pairs,
    access: {
      method: '',
      path: '',
      protocol: read('dst.hbone_addr') ? 'HBONE' : 'TCP',
      code: 0,
      flags: /policy rejection/.test(error) ? ['DENY'] : error ? ['CONNECT'] : [],
      details: error,
      durationMs: parseDuration(read('duration')),
      target,
      upstreamHost: read('dst.workload') || read('dst.addr'),
      requestId: '',
    },
  }
}

/** `12ms`, `1.5s`, `80µs`, `2m` as Rust and Go write durations; undefined for anything else. */
function parseDuration(text: string): number | undefined {
  const found = /^([\d.]+)(ns|µs|us|ms|s|m)$/.exec(text)
  const sizes: Readonly<Record<string, number>> = { ns: 1e-6, µs: 1e-3, us: 1e-3, ms: 1, s: 1_000, m: 60_000 }
  const size = sizes[found?.[2] ?? '']
  return found && size !== undefined ? Number(found[1]) * size : undefined
}
