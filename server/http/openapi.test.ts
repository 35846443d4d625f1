import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { calls } from '#contract/calls.ts'
import { apiEntries, findApiEntry } from '#server/http/api-table.ts'
import { buildOpenApi } from '#server/http/openapi.ts'

type Document = ReturnType<typeof buildOpenApi> & {
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: { schemas: Record<string, unknown>; responses: Record<string, unknown> }
}

// The document is read as any reader would, by the form that OpenAPI gives it.
const document = buildOpenApi('') as Document
const root = join(import.meta.dirname, '../..')

function listOperations(): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
}

/** Methods that each route file under app/api exports, as `GET /api/v1/graph`. */
function listRouteFiles(): string[] {
  return globSync('app/api/**/route.ts', { cwd: root }).flatMap((file) => {
    const path = file
      .replace(/^app/, '')
      .replace(/\/route\.ts$/, '')
      .replace(/\[([^\]]+)\]/g, '{$1}')
    const source = readFileSync(join(root, file), 'utf8')
    return [...source.matchAll(/^export const ([A-Z]+)\b/gm)].map(([, method]) => `${method} ${path}`)
  })
}

describe('the API', () => {
  it('is the same in the contract, in the route files, in the table and in the document', () => {
    const declared = [...calls.map(({ method, path }) => `${method} ${path}`), 'GET /api/v1/stream'].sort()
    expect(listOperations().sort()).toEqual(declared)
    const served = [...declared, 'GET /api/v1/openapi.json'].sort()
    expect(listRouteFiles().sort()).toEqual(served)
    expect(apiEntries.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served)
  })

  it('serves each call by the declaration of its own path', () => {
    for (const file of globSync('app/api/**/route.ts', { cwd: root })) {
      const source = readFileSync(join(root, file), 'utf8')
      const path = file.replace(/^app/, '').replace(/\/route\.ts$/, '')
      for (const [, method, constant] of source.matchAll(/^export const ([A-Z]+) = serveCall\((\w+)/gm)) {
        const call = calls.find((known) => known.path === path && known.method === method)
        const camel = call?.name.replace(/-(\w)/g, (_all, letter: string) => letter.toUpperCase())
        expect(constant, file).toBe(camel)
      }
    }
  })

  it('finds by path and method, HEAD with GET', () => {
    expect(findApiEntry('GET', '/api/v1/graph')).toMatchObject({
      found: 'entry',
      entry: { name: 'traffic-graph' },
    })
    expect(findApiEntry('HEAD', '/api/v1/graph')).toMatchObject({ found: 'entry' })
    expect(findApiEntry('PUT', '/api/v1/graph')).toEqual({
      found: 'other-method',
      allow: 'GET, HEAD, POST, OPTIONS',
    })
    expect(findApiEntry('GET', '/api/v1/graphs')).toEqual({ found: 'nothing' })
    expect(findApiEntry('GET', '/api/v1/openapiXjson')).toEqual({ found: 'nothing' })
  })
})

describe('the document', () => {
  it('says of each operation what it can change', () => {
    for (const call of calls) {
      expect(document.paths[call.path]?.[call.method.toLowerCase()]).toMatchObject({
        operationId: call.name,
        summary: call.summary,
        'x-effect': call.effect,
      })
    }
  })

  it('describes parameters of a GET with types, bounds and defaults', () => {
    const parameters = document.paths['/api/v1/graph']?.['get']?.['parameters'] as { name: string }[]
    const find = (name: string) => parameters.find((parameter) => parameter.name === name)
    expect(find('namespaces')).toMatchObject({ in: 'query', required: true, style: 'form', explode: false })
    expect(find('rangeSeconds')).toMatchObject({
      required: false,
      schema: { type: 'integer', minimum: 30, maximum: 2_592_000, default: 60 },
    })
    expect(find('view')).toMatchObject({ schema: { enum: ['workload', 'app', 'versionedApp', 'service'] } })
  })

  it('describes the body of a POST', () => {
    expect(document.paths['/api/v1/graph']?.['post']).toMatchObject({
      requestBody: { content: { 'application/json': { schema: { required: ['namespaces'] } } } },
    })
  })

  it('has no reference that leads nowhere', () => {
    const references = JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)
    let count = 0
    for (const [, section, name] of references) {
      count += 1
      expect(document.components[section as 'schemas' | 'responses']).toHaveProperty([name ?? ''])
    }
    expect(count).toBeGreaterThan(10)
    expect(JSON.stringify(document).match(/"\$ref"/g)).toHaveLength(count)
  })

  it('stands under the base path', () => {
    expect(buildOpenApi('/x/y')).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/x/y' }] })
  })
})
