import type { PlainAnswer } from '#demo/sick-answers.ts'

/** An answer of the tracing server. */
export type TracingAnswer = PlainAnswer

export const answerJson = (body: unknown): TracingAnswer => ({
  code: 200,
  contentType: 'application/json',
  body: JSON.stringify(body),
})

const refuse = (code: number, body: unknown): TracingAnswer => ({
  code,
  contentType: 'text/plain; charset=utf-8',
  body: `${JSON.stringify(body)}\n`,
})

/** How `/api/v3` words a failure. */
export const refuseV3 = (code: number, message: string) =>
  refuse(code, { error: { httpCode: code, message } })

/** How the older API words a failure. */
export const refuseOlder = (code: number, msg: string) =>
  refuse(code, { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] })

export const answerOlder = (data: unknown, total = 0, errors: readonly object[] = []) =>
  answerJson({ data, total, limit: 0, offset: 0, errors: errors.length > 0 ? errors : null })

/** What Go's server says of a path that it does not have. */
export const missing: TracingAnswer = {
  code: 404,
  contentType: 'text/plain; charset=utf-8',
  body: '404 page not found\n',
}

/** Thrown by parsers of parameters, worded as the API words it. */
export class BadParameter extends Error {}

/** A trace's id as servers write it: 32 digits of base 16. Throws BadParameter. */
export function parseTraceIdText(id: string): string {
  if (id === '' || id.length > 32 || !/^[0-9a-f]+$/i.test(id)) {
    throw new BadParameter(
      id.length > 32 || id.length < 16 || id === ''
        ? 'invalid length for TraceID'
        : `strconv.ParseUint: parsing ${JSON.stringify(id.slice(0, 16))}: invalid syntax`,
    )
  }
  return id.toLowerCase().padStart(32, '0')
}

/** A whole number, or Go's words for what is none. */
export function parseWhole(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new BadParameter(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** What Go's decoder says of a text that is no JSON map, for what people type: a bare word, an open brace. */
function describeJsonFault(text: string): string {
  const start = text.trim()
  if (start === '') return 'unexpected end of JSON input'
  const literal = ['null', 'true', 'false'].find((word) => word[0] === start[0])
  if (literal) {
    const at = [...literal].findIndex((letter, index) => start[index] !== letter)
    if (at >= start.length) return 'unexpected end of JSON input'
    if (at > 0) return `invalid character '${start[at]}' in literal ${literal} (expecting '${literal[at]}')`
    return `json: cannot unmarshal ${literal === 'null' ? 'null' : 'bool'} into Go value of type map[string]string`
  }
  const [, key] = /^\{\s*([^"}\s])/.exec(start) ?? []
  if (key) return `invalid character '${key}' looking for beginning of object key string`
  return /^[{["\d-]/.test(start)
    ? 'unexpected end of JSON input'
    : `invalid character '${start[0]}' looking for beginning of value`
}

/** Tags as a JSON map of strings. Throws BadParameter. */
export function parseTags(text: string): [string, string][] {
  const fault = () =>
    new BadParameter(`malformed 'tags' parameter, cannot unmarshal JSON: ${describeJsonFault(text)}`)
  let map: unknown
  try {
    map = JSON.parse(text)
  } catch {
    throw fault()
  }
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw fault()
  return Object.entries(map).map(([key, value]) => [key, String(value)])
}
