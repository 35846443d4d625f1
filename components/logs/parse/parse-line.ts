import { cleanText, cutForParsing } from '#components/logs/parse/clean-text.ts'
import { buildAccess, isEnvoyJson, parseEnvoyText } from '#components/logs/parse/parse-envoy.ts'
import { parsePairs } from '#components/logs/parse/parse-pairs.ts'
import { buildConnection, parseZtunnel } from '#components/logs/parse/parse-ztunnel.ts'
import { findLevel, readLevel } from '#components/logs/parse/read-level.ts'
import type { ParsedLine } from '#components/logs/parse/types.ts'

/** What a line says, whoever wrote it. Nothing makes it throw: what has no form is text. */
export function parseLine(written: string): ParsedLine {
  const text = cleanText(cutForParsing(written)).trimEnd()
  return (
    parseEnvoyText(text) ??
    parseJson(text) ??
    parseZtunnel(text) ??
    parseLogfmt(text) ?? { form: 'text', level: findLevel(text), message: text, fields: [] }
  )
}

function parseJson(text: string): ParsedLine | undefined {
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined
  let object: unknown
  try {
    object = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined
  const fields = Object.entries(object).map(([key, value]) => [key, formatValue(value)] as const)
  // Neither null nor an array nor a primitive: an object of JSON.
  if (isEnvoyJson(object as Readonly<Record<string, unknown>>)) return buildAccess(fields)
  if ('src.addr' in object && 'dst.addr' in object)
    return buildConnection(fields, findField(fields, messageKeys))
  return buildFielded('json', fields, text)
}

function formatValue(value: unknown): string {
  if (value === null) return 'null'
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function parseLogfmt(text: string): ParsedLine | undefined {
  // A pair alone is a sentence with an equals sign, not a format.
  const pairs = /^[A-Za-z_][\w.-]*=/.test(text) ? parsePairs(text) : undefined
  return pairs && pairs.length > 1 ? buildFielded('logfmt', pairs, text) : undefined
}

const messageKeys = ['msg', 'message', '@message', 'log', 'event', 'scope'] as const
const levelKeys = ['level', 'severity', 'lvl', 'log.level', '@level', 'levelname', 'loglevel'] as const
const requestKeys = ['request_id', 'requestId', 'x_request_id', 'x-request-id', 'req_id', 'reqId'] as const
const traceKeys = ['trace_id', 'traceId', 'traceID', 'trace.id', 'dd.trace_id', 'x_b3_traceid'] as const

function buildFielded(form: 'json' | 'logfmt', fields: ParsedLine['fields'], text: string): ParsedLine {
  const requestId = findField(fields, requestKeys)
  const traceId = findField(fields, traceKeys).toLowerCase()
  return {
    form,
    level:
      readLevel(findField(fields, levelKeys)) ?? (findField(fields, ['error', 'err']) ? 'error' : undefined),
    message: findField(fields, messageKeys) || text,
    fields,
    ...(requestId && { requestId }),
    // W3C trace context: 16 bytes; B3 may have 8.
    ...(/^(?:[0-9a-f]{16}|[0-9a-f]{32})$/.test(traceId) && { traceId }),
  }
}

function findField(fields: ParsedLine['fields'], keys: readonly string[]): string {
  for (const key of keys) {
    const found = fields.find(([name]) => name === key)
    if (found && found[1] !== '' && found[1] !== 'null') return found[1]
  }
  return ''
}
