import { calls } from '#contract/calls.ts'
import type { Call } from '#contract/define-call.ts'
import { streamPath } from '#contract/stream.ts'

export const openApiPath = '/api/v1/openapi.json'

export interface ApiEntry {
  /** What logs and counters call it. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly call?: Call
}

/** Everything that answers under /api: the calls, the stream, and the document that describes them. */
export const apiEntries: readonly ApiEntry[] = [
  ...calls.map((call) => ({ name: call.name, method: call.method, path: call.path, call })),
  { name: 'stream', method: 'GET', path: streamPath },
  { name: 'openapi', method: 'GET', path: openApiPath },
]

export type ApiMatch =
  | { readonly found: 'entry'; readonly entry: ApiEntry }
  | { readonly found: 'other-method'; readonly allow: string }
  | { readonly found: 'nothing' }

/**
 * Finds what answers a method and a path. Paths are compared as they are sent, so that no second spelling of one
 * exists; `{name}` in a call's path stands for one segment. HEAD is answered where GET is.
 */
export function findApiEntry(method: string, path: string): ApiMatch {
  const there = apiEntries.filter((entry) => pathPattern(entry.path).test(path))
  if (there.length === 0) return { found: 'nothing' }
  const asked = method === 'HEAD' ? 'GET' : method
  const entry = there.find((candidate) => candidate.method === asked)
  return entry ? { found: 'entry', entry } : { found: 'other-method', allow: listMethods(there) }
}

function listMethods(entries: readonly ApiEntry[]): string {
  const methods = entries.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  return [...new Set([...methods, 'OPTIONS'])].join(', ')
}

const patterns = new Map<string, RegExp>()

function pathPattern(path: string): RegExp {
  const known = patterns.get(path)
  if (known) return known
  const source = path
    .split(/(\{[^}]+\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')))
    .join('')
  const pattern = new RegExp(`^${source}$`)
  patterns.set(path, pattern)
  return pattern
}
