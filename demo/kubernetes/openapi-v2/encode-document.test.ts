import { expect, test } from 'vitest'
import { encodeDocument } from '#demo/kubernetes/openapi-v2/encode-document.ts'

interface Field {
  readonly number: number
  readonly value: Buffer | number
}

/** The fields of a message, read as any reader of protocol buffers does, which knows no names. */
function readFields(bytes: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const readVarint = () => {
    let value = 0
    for (let scale = 1; ; scale *= 0x80) {
      const byte = bytes[at++] ?? 0
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = readVarint()
    const number = tag >> 3
    if ((tag & 7) === 0) fields.push({ number, value: readVarint() })
    else if ((tag & 7) === 1) {
      fields.push({ number, value: bytes.readDoubleLE(at) })
      at += 8
    } else {
      const end = readVarint() + at
      fields.push({ number, value: bytes.subarray(at, end) })
      at = end
    }
  }
  return fields
}

/** The value at a path of field numbers, always the first of its number. */
function readAt(bytes: Buffer, ...path: number[]): Buffer | number | undefined {
  return path.reduce<Buffer | number | undefined>(
    (value, number) =>
      Buffer.isBuffer(value) ? readFields(value).find((each) => each.number === number)?.value : undefined,
    bytes,
  )
}

const encodeSchema = (schema: object) => {
  const bytes = encodeDocument({ swagger: '2.0', definitions: { Kind: schema } })
  const found = readAt(bytes, 9, 1, 2)
  if (!Buffer.isBuffer(found)) throw new Error('the definition is not there')
  return found
}

test.each<[string, object, number[], string | number | undefined]>([
  ['a type', { type: 'object' }, [22, 1], 'object'],
  ['a reference', { $ref: '#/definitions/Other' }, [1], '#/definitions/Other'],
  ['a property by its name', { properties: { host: { type: 'string' } } }, [25, 1, 1], 'host'],
  ['what a property is', { properties: { host: { type: 'string' } } }, [25, 1, 2, 22, 1], 'string'],
  ['the items of a list', { type: 'array', items: { type: 'integer' } }, [23, 1, 22, 1], 'integer'],
  ['the values of a map', { additionalProperties: { type: 'string' } }, [21, 1, 22, 1], 'string'],
  ['a map of anything', { additionalProperties: true }, [21, 2], 1],
  ['an allowed value as YAML', { enum: ['yes'] }, [20, 2], '"yes"'],
  ['an extension by its name', { 'x-kubernetes-list-type': 'map' }, [31, 1], 'x-kubernetes-list-type'],
  ['what an extension says', { 'x-kubernetes-list-map-keys': ['name'] }, [31, 2, 2], '["name"]'],
  ['a bound below one', { maximum: 0.5 }, [7], 0.5],
  ['a length that needs three bytes', { maxLength: 70_000 }, [11], 70_000],
  ['no length where there is none', { minLength: 0 }, [12], undefined],
  ['a required field', { required: ['host'] }, [19], 'host'],
])('a schema tells %s', (_name, schema, path, expected) => {
  const found = readAt(encodeSchema(schema), ...path)
  expect(Buffer.isBuffer(found) ? found.toString() : found).toBe(expected)
})

test('an operation tells its kind, its body and its parameters, each in the message of its sort', () => {
  const path = '/things/{name}'
  const patch = {
    consumes: ['application/json-patch+json'],
    parameters: [
      { name: 'body', in: 'body', required: true, schema: { $ref: '#/definitions/Thing' } },
      { name: 'force', in: 'query', type: 'boolean', uniqueItems: true },
    ],
    responses: { 200: { description: 'OK', schema: { $ref: '#/definitions/Thing' } } },
    'x-kubernetes-group-version-kind': { group: '', kind: 'Thing', version: 'v1' },
  }
  const parameters = [{ name: 'name', in: 'path', type: 'string', required: true }]
  const bytes = encodeDocument({ paths: { [path]: { patch, parameters } } })
  const read = (...fields: number[]) => String(readAt(bytes, 8, 2, ...fields))
  expect(read(1)).toBe(path)
  expect(read(2, 8, 7)).toBe('application/json-patch+json')
  expect(read(2, 8, 8, 1, 1, 5, 1)).toBe('#/definitions/Thing')
  expect(read(2, 8, 9, 1, 1)).toBe('200')
  expect(read(2, 8, 9, 1, 2, 1, 2, 1, 1)).toBe('#/definitions/Thing')
  expect(JSON.parse(read(2, 8, 13, 2, 2))).toEqual({ group: '', kind: 'Thing', version: 'v1' })
  // Of the path: a parameter that is no reference, that is no body, that is in the path.
  expect(read(2, 9, 1, 2, 4, 4)).toBe('name')
  const operation = readAt(bytes, 8, 2, 2, 8)
  const second = Buffer.isBuffer(operation)
    ? readFields(operation).filter(({ number }) => number === 8)[1]?.value
    : undefined
  expect(Buffer.isBuffer(second) && String(readAt(second, 1, 2, 3, 4))).toBe('force')
})
