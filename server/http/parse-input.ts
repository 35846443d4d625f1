import * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'
import type { Call } from '#contract/define-call.ts'
import { Problem } from '#server/problem.ts'

type JsonSchema = Readonly<Record<string, unknown>>

export const bodyLimitBytes = 1024 * 1024

// zod/mini carries no words of its own; the browser does without them, the API's answers need them.
const words = en().localeError

/**
 * The input of a GET or DELETE: each parameter is decoded by the type that the call's schema gives it (`true|false`,
 * decimal numbers, comma-separated lists), then checked by the schema. Throws Problem invalid, naming every parameter
 * that is wrong, unknown or repeated.
 */
export function parseQuery<Input extends z.ZodMiniType>(
  call: Call<Input>,
  query: URLSearchParams,
): z.output<Input> {
  const fields = readFields(call.input)
  const issues: { path: string; message: string }[] = []
  const given: Record<string, unknown> = Object.create(null)
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name)
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (!field) issues.push({ path: name, message: `no such parameter; there are ${listNames(fields)}` })
    else if (values.length > 1) issues.push({ path: name, message: 'given more than once' })
    else {
      const decoded = decodeText(values[0] ?? '', field)
      if (decoded.fault) issues.push({ path: name, message: decoded.fault })
      else given[name] = decoded.value
    }
  }
  if (issues.length > 0) throw buildInvalid(issues)
  return parseInput(call, { ...given })
}

/** The input of a body: JSON, at most 1 MiB. Throws Problem invalid with the place where the JSON breaks. */
export async function parseBody<Input extends z.ZodMiniType>(
  call: Call<Input>,
  request: Request,
): Promise<z.output<Input>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (type !== 'application/json')
    throw new Problem({ kind: 'invalid', code: 'body-media-type', params: { type: type || 'none' } })
  const text = await readText(request)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'is not JSON'
    throw new Problem({
      kind: 'invalid',
      code: 'body-not-json',
      params: { message },
      issues: [{ path: '', message }],
    })
  }
  return parseInput(call, body)
}

/** Input that is a value already. Throws Problem invalid, naming every field that is wrong. */
export function parseInput<Input extends z.ZodMiniType>(call: Call<Input>, given: unknown): z.output<Input> {
  const parsed = z.safeParse(call.input, given, { error: words })
  if (parsed.success) return parsed.data
  throw buildInvalid(
    parsed.error.issues.map(({ path, message }) => ({
      path: path.map(String).join('.'),
      message: isMissing(given, path) ? 'must be given' : message,
    })),
  )
}

/** Whether a field of the input itself is absent; what its own schema says of it then is about types. */
function isMissing(given: unknown, [name, ...deeper]: readonly PropertyKey[]): boolean {
  const isInput = typeof given === 'object' && given !== null
  return isInput && name !== undefined && deeper.length === 0 && !Object.hasOwn(given, name)
}

/** At most this many wrong inputs are listed; the rest is counted. */
const issueLimit = 20

function buildInvalid(issues: readonly { path: string; message: string }[]): Problem {
  const fields = [...new Set(issues.map(({ path }) => path || 'the body'))]
  return new Problem({
    kind: 'invalid',
    code: 'input-invalid',
    params: { count: issues.length, fields: fields.slice(0, issueLimit).join(', ') },
    issues: issues.slice(0, issueLimit),
  })
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > bodyLimitBytes)
      throw new Problem({ kind: 'invalid', code: 'body-too-large', params: { limit: bodyLimitBytes } })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const fieldsOfInput = new WeakMap<z.ZodMiniType, Readonly<Record<string, JsonSchema>>>()

/** The schema's parameters by name, as JSON Schema tells them. */
function readFields(input: z.ZodMiniType): Readonly<Record<string, JsonSchema>> {
  const known = fieldsOfInput.get(input)
  if (known) return known
  const { properties = {} } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  // Properties of an object schema are schemas, never the bare booleans that JSON Schema also allows.
  const fields = properties as Readonly<Record<string, JsonSchema>>
  fieldsOfInput.set(input, fields)
  return fields
}

function listNames(fields: Readonly<Record<string, JsonSchema>>): string {
  return Object.keys(fields).join(', ') || 'none'
}

function listTypes(schema: JsonSchema): readonly unknown[] {
  // `anyOf` is a list of schemas wherever it stands.
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly JsonSchema[] | undefined
  return choices ? choices.flatMap(listTypes) : [schema['type']].flat()
}

function decodeText(text: string, schema: JsonSchema): { value?: unknown; fault?: string } {
  const types = listTypes(schema)
  if (types.includes('string')) return { value: text }
  if (types.includes('boolean')) {
    if (text === 'true' || text === 'false') return { value: text === 'true' }
    return { fault: 'must be true or false' }
  }
  if (types.includes('integer') || types.includes('number')) {
    if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return { value: Number(text) }
    return { fault: 'must be a number' }
  }
  if (types.includes('array')) return { value: text === '' ? [] : text.split(',') }
  return { value: text }
}
