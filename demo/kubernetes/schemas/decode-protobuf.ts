import wire from '#demo/kubernetes/schemas/wire.json' with { type: 'json' }

/** Bytes that are no object in Kubernetes' protobuf form. */
export class WireFault extends Error {}

interface WireField {
  readonly name: string
  readonly type: string
  readonly isList: boolean
}

// By message: each field as `number name type`, made by `npm run schemas` from the modules' .proto files.
const messages = wire as Readonly<Record<string, readonly string[] | undefined>>
const known = new Map<string, ReadonlyMap<number, WireField>>()

function findFields(message: string): ReadonlyMap<number, WireField> | undefined {
  const found = known.get(message)
  if (found) return found
  const lines = messages[message]
  if (!lines) return undefined
  const fields = new Map(
    lines.map((line) => {
      const [number, name = '', type = ''] = line.split(' ')
      const isList = type.startsWith('[]')
      return [Number(number), { name, type: isList ? type.slice(2) : type, isList }] as const
    }),
  )
  known.set(message, fields)
  return fields
}

const magic = Buffer.from('k8s\0')
const unknownMessage = 'k8s.io.apimachinery.pkg.runtime.Unknown'

/** The package of a group's messages: its library is named by the first word of its domain, the core group's `core`. */
export function nameMessage(apiVersion: string, kind: string): string {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion]
  const library =
    group === 'meta.k8s.io' ? 'k8s.io.apimachinery.pkg.apis.meta' : `k8s.io.api.${nameLibrary(group)}`
  return `${library}.${version}.${kind}`
}

const nameLibrary = (group: string) => group.split('.')[0] ?? ''

/**
 * An object out of its protobuf form (Kubernetes API concepts, "Protobuf encoding"): an envelope that names the kind, and
 * the message. `otherwise` is the kind of an envelope that names none. Throws WireFault.
 */
export function decodeProtobuf(
  body: Buffer,
  otherwise: { apiVersion: string; kind: string },
): Record<string, unknown> {
  if (!body.subarray(0, 4).equals(magic)) {
    throw new WireFault(
      'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]',
    )
  }
  const envelope = decodeMessage(body.subarray(4), unknownMessage)
  const { apiVersion, kind } = Object(envelope['typeMeta'])
  const named = { apiVersion: apiVersion || otherwise.apiVersion, kind: kind || otherwise.kind }
  const raw = Buffer.from(String(envelope['raw'] ?? ''), 'base64')
  // Options of a delete and the like are told in the group of the resource, their message is meta's.
  const own = nameMessage(named.apiVersion, named.kind)
  const message = findFields(own) ? own : nameMessage('meta.k8s.io/v1', named.kind)
  return { ...named, ...decodeMessage(raw, message) }
}

function decodeMessage(bytes: Buffer, message: string): Record<string, unknown> {
  const fields = findFields(message)
  if (!fields) throw new WireFault(`no message ${message}`)
  const object: Record<string, unknown> = {}
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    const field = fields.get(Number(tag.value >> 3n))
    const { value, next } = readValue(bytes, tag.next, Number(tag.value & 7n))
    at = next
    if (!field) continue
    if (field.type.startsWith('map<')) addEntry(object, field, value)
    else if (field.isList) object[field.name] = [...toList(object[field.name]), convert(value, field.type)]
    else object[field.name] = convert(value, field.type)
  }
  return object
}

const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function readVarint(bytes: Buffer, start: number): { value: bigint; next: number } {
  let value = 0n
  for (let at = start, shift = 0n; ; at += 1, shift += 7n) {
    const byte = bytes[at]
    if (byte === undefined || shift > 63n) throw new WireFault('unexpected EOF')
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return { value, next: at + 1 }
  }
}

/** A field's bytes or number by its wire type. */
function readValue(bytes: Buffer, at: number, form: number): { value: bigint | Buffer; next: number } {
  if (form === 0) return readVarint(bytes, at)
  const length = form === 2 ? readVarint(bytes, at) : { value: form === 1 ? 8n : 4n, next: at }
  if (form !== 1 && form !== 2 && form !== 5) throw new WireFault(`illegal wireType ${form}`)
  const next = length.next + Number(length.value)
  if (next > bytes.length) throw new WireFault('unexpected EOF')
  return { value: bytes.subarray(length.next, next), next }
}

function addEntry(object: Record<string, unknown>, { name, type }: WireField, value: bigint | Buffer): void {
  const [, keyType = '', valueType = ''] = /^map<(.+?),(.+)>$/.exec(type) ?? []
  const entry = toBuffer(value)
  let [key, inner]: [unknown, unknown] = ['', valueType === 'string' ? '' : valueType === 'bytes' ? '' : {}]
  for (let at = 0; at < entry.length; ) {
    const tag = readVarint(entry, at)
    const read = readValue(entry, tag.next, Number(tag.value & 7n))
    at = read.next
    if (tag.value >> 3n === 1n) key = convert(read.value, keyType)
    else inner = convert(read.value, valueType)
  }
  object[name] = { ...Object(object[name]), [String(key)]: inner }
}

const toBuffer = (value: bigint | Buffer) => {
  if (typeof value === 'bigint') throw new WireFault('wrong wireType = 0')
  return value
}

/** Types that JSON writes in a form of their own. */
const special: Readonly<Record<string, (fields: Record<string, unknown>) => unknown>> = {
  'k8s.io.apimachinery.pkg.apis.meta.v1.Time': ({ seconds = 0 }) =>
    `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`,
  'k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': ({ seconds = 0, nanos = 0 }) =>
    new Date(Number(seconds) * 1000)
      .toISOString()
      .replace('.000Z', `.${String(Math.floor(Number(nanos) / 1000)).padStart(6, '0')}Z`),
  'k8s.io.apimachinery.pkg.api.resource.Quantity': ({ string = '0' }) => string,
  'k8s.io.apimachinery.pkg.util.intstr.IntOrString': ({ type = 0, intVal = 0, strVal = '' }) =>
    type === 1 ? strVal : intVal,
  'k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1': ({ Raw = '' }) => readRaw(Raw),
  'k8s.io.apimachinery.pkg.runtime.RawExtension': ({ raw = '' }) => readRaw(raw),
}

const readRaw = (base64: unknown): unknown =>
  JSON.parse(Buffer.from(String(base64), 'base64').toString() || '{}')

function convert(value: bigint | Buffer, type: string): unknown {
  if (typeof value === 'bigint') {
    if (type === 'bool') return value !== 0n
    return Number(type.startsWith('uint') ? value : BigInt.asIntN(64, value))
  }
  if (type === 'string') return value.toString()
  if (type === 'bytes') return value.toString('base64')
  if (type === 'double') return value.readDoubleLE()
  if (type === 'float') return value.readFloatLE()
  const fields = decodeMessage(value, type)
  return special[type]?.(fields) ?? fields
}
