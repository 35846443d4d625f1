import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { resources } from '#demo/kubernetes/catalogue.ts'
import { serverVersion } from '#demo/kubernetes/discovery.ts'
import { buildDefinitions } from '#demo/kubernetes/openapi-v2/build-definitions.ts'
import { buildPaths } from '#demo/kubernetes/openapi-v2/build-paths.ts'
import { encodeDocument } from '#demo/kubernetes/openapi-v2/encode-document.ts'
import { commonHeaders } from '#demo/kubernetes/reply.ts'

export const openApiV2Path = '/openapi/v2'

interface Served {
  readonly json: Buffer
  readonly proto: Buffer
  /** Of the JSON for both, which `Vary` allows (kube-openapi pkg/handler). */
  readonly etag: string
  readonly lastModified: string
}

/** Answers `/openapi/v2` in the form that is asked for. */
export type ServeOpenApiV2 = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const protobuf = 'com.github.proto-openapi.spec.v2.v1.0+protobuf'
/** What a client may ask for; the older name of the message is answered by the newer one. */
const subtypes = ['json', 'com.github.proto-openapi.spec.v2@v1.0+protobuf', protobuf]
const gzipText = promisify(gzip)
/** Less than that is sent as it is (gziphandler DefaultMinSize). */
const gzipFromBytes = 1_400

/** OpenAPI v2 of the API server, made when first asked for. */
export function createOpenApiV2(nowMs: () => number): ServeOpenApiV2 {
  let served: Served | undefined
  return async (request, response) => {
    const headers = { ...commonHeaders(), vary: 'Accept-Encoding, Accept' }
    const subtype = chooseSubtype(request.headers.accept)
    if (!subtype) return void response.writeHead(406, { ...headers, 'content-length': 0 }).end()
    served ??= buildServed(nowMs())
    const { etag, lastModified } = served
    const told = { ...headers, etag, 'last-modified': lastModified }
    if (listTags(request.headers['if-none-match']).includes(etag))
      return void response.writeHead(304, { ...headers, etag }).end()
    const plain = subtype === 'json' ? served.json : served.proto
    const packs =
      plain.length >= gzipFromBytes && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))
    const body = packs ? await gzipText(plain) : plain
    response.writeHead(200, {
      ...told,
      'content-type': `application/${subtype === 'json' ? 'json' : protobuf}`,
      'content-length': body.length,
      ...(packs && { 'content-encoding': 'gzip' }),
    })
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

function buildServed(nowMs: number): Served {
  const document = {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: `${serverVersion.major}.${serverVersion.minor}` },
    paths: Object.fromEntries(resources.flatMap(buildPaths).sort(([a], [b]) => (a < b ? -1 : 1))),
    definitions: buildDefinitions(resources),
    securityDefinitions: {
      BearerToken: {
        description: 'Bearer Token authentication',
        type: 'apiKey',
        name: 'authorization',
        in: 'header',
      },
    },
    security: [{ BearerToken: [] }],
  }
  const json = Buffer.from(JSON.stringify(document))
  return {
    json,
    proto: encodeDocument(document),
    etag: `"${createHash('sha512').update(json).digest('hex').toUpperCase()}"`,
    lastModified: new Date(nowMs).toUTCString(),
  }
}

/** The first type that can be served, of those that are asked for in the order of their weights. */
function chooseSubtype(accept = ''): string | undefined {
  const ranges = (accept.trim() || '*/*').split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    const [main = '', sub = ''] = type.split('/')
    return { main, sub, weight: weight ? Number(weight.slice(2)) : 1 }
  })
  for (const { main, sub } of ranges.sort((a, b) => b.weight - a.weight)) {
    if (main !== 'application' && main !== '*') continue
    const found = subtypes.find((known) => sub === known || sub === '*')
    if (found) return found
  }
  return undefined
}

const listTags = (header: string | undefined) =>
  (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
