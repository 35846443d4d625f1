import { createHash } from 'node:crypto'
import {
  formatGroupVersion,
  isCustomGroup,
  listGroups,
  type Resource,
  resources,
} from '#demo/kubernetes/catalogue.ts'
import { findDemoSchema } from '#demo/kubernetes/custom-kinds.ts'
import { serverVersion } from '#demo/kubernetes/discovery.ts'
import { createOpenApiV2, type ServeOpenApiV2 } from '#demo/kubernetes/openapi-v2/serve-document.ts'
import { definitions, nameSchema } from '#demo/kubernetes/schemas/object-schema.ts'

export const openApiPath = '/openapi/v3'

export interface OpenApi {
  /** The JSON of the index (path '') or of one document (`apis/networking.istio.io/v1`); undefined: not served. */
  read(path: string): string | undefined
  /** Whether the index names a document, also one that is not served here; takes the whole path. */
  isIndexed(path: string): boolean
  /** Answers a request for the one document of OpenAPI v2. */
  readonly serveV2: ServeOpenApiV2
}

/**
 * OpenAPI v3 of the API server: an index of all groups, and a document for each version of a group that CRDs define,
 * made when first asked for. Built-in groups are in the index alone.
 */
export function createOpenApi(nowMs: () => number): OpenApi {
  const documents = new Map<string, string>()
  const readDocument = (path: string): string | undefined => {
    const known = documents.get(path)
    if (known !== undefined) return known
    const served = resources.filter((resource) => documentPath(resource) === path)
    const [first] = served
    if (!first) return undefined
    const document = JSON.stringify(first.custom ? buildDocument(served) : buildBuiltInDocument(served))
    documents.set(path, document)
    return document
  }
  let index: string | undefined
  return {
    read: (path) => {
      if (path !== '') return readDocument(path)
      index ??= JSON.stringify({ paths: buildIndex(readDocument) })
      return index
    },
    serveV2: createOpenApiV2(nowMs),
    isIndexed: (path) => listPaths().some((known) => path === `${openApiPath}/${known}`),
  }
}

const documentPath = (version: { group: string; version: string }) =>
  version.group === '' ? `api/${version.version}` : `apis/${formatGroupVersion(version)}`

/** Every document that the API server's index names. Groups of built-in kinds have one of their own, those of CRDs none. */
function listPaths(): string[] {
  const groups = [...listGroups()]
  return [
    ...groups.flatMap(([group, versions]) => versions.map((version) => documentPath({ group, version }))),
    ...groups.filter(([group]) => group !== '' && !isCustomGroup(group)).map(([group]) => `apis/${group}`),
    '.well-known/openid-configuration',
    'api',
    'apis',
    'openid/v1/jwks',
    'version',
  ].sort()
}

/** Each document with the hash of its content, by which clients know whether what they keep is still right. */
function buildIndex(readDocument: (path: string) => string | undefined) {
  const paths = listPaths()
  return Object.fromEntries(
    paths.map((path) => {
      const hash = createHash('sha512')
        .update(readDocument(path) ?? path)
        .digest('hex')
        .toUpperCase()
      return [path, { serverRelativeURL: `${openApiPath}/${path}?hash=${hash}` }]
    }),
  )
}

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const metaSchema = (name: string) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`

function buildDocument(served: readonly Resource[]) {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' },
    paths: Object.fromEntries(served.flatMap(buildPaths)),
    components: {
      schemas: {
        ...Object.fromEntries(served.flatMap(buildSchemas)),
        [metaSchema('ObjectMeta')]: objectMeta,
        [metaSchema('ListMeta')]: listMeta,
      },
    },
  }
}

/** The document of a group that Kubernetes itself defines: its kinds, and every definition that they refer to. */
function buildBuiltInDocument(served: readonly Resource[]) {
  const schemas: Record<string, unknown> = {}
  const add = (name: string): void => {
    if (schemas[name] !== undefined) return
    const { omitted: _omitted, ...schema } = definitions[name] ?? {}
    const text = JSON.stringify(schema)
    schemas[name] = JSON.parse(text.replaceAll('"$ref":"', '"$ref":"#/components/schemas/'))
    for (const [, inner = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) add(inner)
  }
  for (const resource of served) {
    add(nameSchema(resource))
    add(`${nameSchema(resource)}List`)
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: `v${serverVersion.gitVersion.slice(1)}` },
    paths: Object.fromEntries(served.filter(({ verbs }) => verbs.includes('get')).flatMap(buildPaths)),
    components: { schemas },
  }
}

const text = { type: 'string' }
const textMap = { type: 'object', additionalProperties: text }
const objectMeta = {
  type: 'object',
  properties: {
    annotations: textMap,
    creationTimestamp: { type: 'string', format: 'date-time' },
    deletionTimestamp: { type: 'string', format: 'date-time' },
    finalizers: { type: 'array', items: text },
    generateName: text,
    generation: { type: 'integer', format: 'int64' },
    labels: textMap,
    name: text,
    namespace: text,
    resourceVersion: text,
    uid: text,
  },
}
const listMeta = {
  type: 'object',
  properties: {
    continue: text,
    remainingItemCount: { type: 'integer', format: 'int64' },
    resourceVersion: text,
  },
}

const patchParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: name === 'force' ? 'boolean' : 'string', uniqueItems: true },
}))

const identify = ({ group, version, kind }: Resource) => ({ group, version, kind })

function buildSchemas(resource: Resource): [string, object][] {
  const { group, version, kind } = resource
  const schema = findDemoSchema(group, version, kind) ?? { type: 'object' }
  const name = nameSchema(resource)
  return [
    [
      name,
      {
        ...schema,
        properties: {
          apiVersion: text,
          kind: text,
          metadata: { allOf: [schemaRef(metaSchema('ObjectMeta'))] },
          ...Object(schema['properties']),
        },
        'x-kubernetes-group-version-kind': [identify(resource)],
      },
    ],
    [
      `${name}List`,
      {
        type: 'object',
        required: ['items'],
        properties: {
          apiVersion: text,
          items: { type: 'array', items: schemaRef(name) },
          kind: text,
          metadata: schemaRef(metaSchema('ListMeta')),
        },
        'x-kubernetes-group-version-kind': [{ ...identify(resource), kind: `${kind}List` }],
      },
    ],
  ]
}

function buildPaths(resource: Resource): [string, object][] {
  const base = `/apis/${formatGroupVersion(resource)}`
  const within = resource.namespaced ? `${base}/namespaces/{namespace}` : base
  const name = nameSchema(resource)
  const answer = (schema: string) => ({
    200: { description: 'OK', content: { 'application/json': { schema: schemaRef(schema) } } },
    401: { description: 'Unauthorized' },
  })
  const operation = (action: string, schema: string, body = false) => ({
    ...(body
      ? { requestBody: { content: { 'application/json': { schema: schemaRef(name) } }, required: true } }
      : {}),
    responses: answer(schema),
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': identify(resource),
  })
  const collection = { get: operation('list', `${name}List`), post: operation('post', name, true) }
  const object = {
    get: operation('get', name),
    put: operation('put', name, true),
    // kubectl leaves it to a server to validate fields where its patches name this parameter.
    patch: { ...operation('patch', name, true), parameters: patchParameters },
    delete: operation('delete', name),
  }
  return [
    ...(resource.namespaced
      ? [
          [`${base}/${resource.resource}`, { get: operation('list', `${name}List`) }] satisfies [
            string,
            object,
          ],
        ]
      : []),
    [`${within}/${resource.resource}`, collection],
    [`${within}/${resource.resource}/{name}`, object],
  ]
}
