import { asRecord, type Fields, isRecord } from '#demo/kubernetes/fields/json.ts'
import {
  encodeDouble,
  encodeFlag,
  encodeInteger,
  encodeMessage,
  encodeText,
  encodeTexts,
} from '#demo/kubernetes/openapi-v2/wire.ts'

/**
 * An OpenAPI v2 document as gnostic's message `openapi.v2.Document`, in which kubectl before 1.28 asks for it
 * (github.com/google/gnostic-models, openapiv2/OpenAPIv2.proto, whose field numbers stand here).
 */
export function encodeDocument(document: Fields): Buffer {
  return join(
    encodeText(1, document['swagger']),
    encodeMessage(2, encodeInfo(asRecord(document['info']))),
    encodeMessage(8, encodeNamed(2, document['paths'], encodePathItem)),
    encodeMessage(9, encodeNamed(1, document['definitions'], encodeSchema)),
    ...list(document['security']).map((scopes) =>
      encodeMessage(
        12,
        encodeNamedValues(1, scopes, (texts) => encodeTexts(1, texts)),
      ),
    ),
    encodeMessage(13, encodeNamed(1, document['securityDefinitions'], encodeSecurity)),
  )
}

const join = (...parts: readonly Buffer[]) => Buffer.concat(parts)
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** A map as the message that holds its entries: each `{name = 1, value = 2}`. */
const encodeNamedValues = (field: number, map: unknown, encode: (value: unknown) => Buffer) =>
  join(
    ...Object.entries(asRecord(map)).map(([name, value]) =>
      encodeMessage(field, join(encodeText(1, name), encodeMessage(2, encode(value)))),
    ),
  )

const encodeNamed = (field: number, map: unknown, encode: (value: Fields) => Buffer) =>
  encodeNamedValues(field, map, (value) => encode(asRecord(value)))

/** Any value as YAML, of which JSON is a part. */
const encodeAny = (field: number, value: unknown) =>
  value === undefined ? join() : encodeMessage(field, encodeText(2, JSON.stringify(value)))

/** The extensions of a message: what begins with `x-`. */
const encodeExtensions = (field: number, fields: Fields) =>
  join(
    ...Object.entries(fields)
      .filter(([name]) => name.startsWith('x-'))
      .map(([name, value]) => encodeMessage(field, join(encodeText(1, name), encodeAny(2, value)))),
  )

const encodeInfo = (info: Fields) => join(encodeText(1, info['title']), encodeText(2, info['version']))

const encodeSecurity = (security: Fields) =>
  encodeMessage(
    2,
    join(
      encodeText(1, security['type']),
      encodeText(2, security['name']),
      encodeText(3, security['in']),
      encodeText(4, security['description']),
    ),
  )

const verbs = { get: 2, put: 3, post: 4, delete: 5, patch: 8 }

const encodePathItem = (item: Fields) =>
  join(
    ...Object.entries(verbs).map(([verb, field]) =>
      isRecord(item[verb]) ? encodeMessage(field, encodeOperation(item[verb])) : join(),
    ),
    ...encodeParameters(9, item['parameters']),
  )

const encodeOperation = (operation: Fields) =>
  join(
    encodeTexts(1, operation['tags']),
    encodeText(5, operation['operationId']),
    encodeTexts(6, operation['produces']),
    encodeTexts(7, operation['consumes']),
    ...encodeParameters(8, operation['parameters']),
    // Each answer is one of two messages: a response, or a reference to one.
    encodeMessage(
      9,
      encodeNamed(1, operation['responses'], (response) => encodeMessage(1, encodeResponse(response))),
    ),
    encodeTexts(10, operation['schemes']),
    encodeExtensions(13, operation),
  )

const encodeResponse = (response: Fields) =>
  join(
    encodeText(1, response['description']),
    isRecord(response['schema'])
      ? encodeMessage(2, encodeMessage(1, encodeSchema(response['schema'])))
      : join(),
  )

/** Each parameter within the messages that say of which sort it is. */
const encodeParameters = (field: number, parameters: unknown) =>
  list(parameters).map((parameter) =>
    encodeMessage(field, encodeMessage(1, encodeParameter(asRecord(parameter)))),
  )

function encodeParameter(parameter: Fields): Buffer {
  const place = parameter['in']
  if (place === 'body') {
    return encodeMessage(
      1,
      join(
        encodeText(2, parameter['name']),
        encodeText(3, place),
        encodeFlag(4, parameter['required']),
        encodeMessage(5, encodeSchema(asRecord(parameter['schema']))),
      ),
    )
  }
  const common = [
    encodeFlag(1, parameter['required']),
    encodeText(2, place),
    encodeText(4, parameter['name']),
  ]
  const inQuery = () =>
    join(...common, encodeText(6, parameter['type']), encodeFlag(20, parameter['uniqueItems']))
  const inPath = () =>
    join(...common, encodeText(5, parameter['type']), encodeFlag(19, parameter['uniqueItems']))
  return encodeMessage(2, place === 'path' ? encodeMessage(4, inPath()) : encodeMessage(3, inQuery()))
}

function encodeSchema(schema: Fields): Buffer {
  const { type, items, properties, additionalProperties } = schema
  return join(
    encodeText(1, schema['$ref']),
    encodeText(2, schema['format']),
    encodeDouble(6, schema['multipleOf']),
    encodeDouble(7, schema['maximum']),
    encodeFlag(8, schema['exclusiveMaximum']),
    encodeDouble(9, schema['minimum']),
    encodeFlag(10, schema['exclusiveMinimum']),
    encodeInteger(11, schema['maxLength']),
    encodeInteger(12, schema['minLength']),
    encodeText(13, schema['pattern']),
    encodeInteger(14, schema['maxItems']),
    encodeInteger(15, schema['minItems']),
    encodeFlag(16, schema['uniqueItems']),
    encodeInteger(17, schema['maxProperties']),
    encodeInteger(18, schema['minProperties']),
    encodeTexts(19, schema['required']),
    ...list(schema['enum']).map((value) => encodeAny(20, value)),
    isRecord(additionalProperties)
      ? encodeMessage(21, encodeMessage(1, encodeSchema(additionalProperties)))
      : additionalProperties === true
        ? encodeMessage(21, encodeFlag(2, true))
        : join(),
    typeof type === 'string' ? encodeMessage(22, encodeTexts(1, [type])) : join(),
    isRecord(items) ? encodeMessage(23, encodeMessage(1, encodeSchema(items))) : join(),
    isRecord(properties) ? encodeMessage(25, encodeNamed(1, properties, encodeSchema)) : join(),
    encodeExtensions(31, schema),
  )
}
