import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KubernetesHandle, startKubernetes } from '#demo/kubernetes/serve.ts'
import { buildWorld } from '#demo/world/build-world.ts'

let kubernetes: KubernetesHandle
beforeAll(async () => {
  kubernetes = await startKubernetes({ world: buildWorld({ seed: 1, nowMs: Date.now() }) })
})
afterAll(() => kubernetes.stop())

const ask = (headers: Record<string, string> = {}, method = 'GET') => {
  const authorization = `Bearer ${kubernetes.users[0]?.token}`
  return fetch(`${kubernetes.url}/openapi/v2`, { method, headers: { authorization, ...headers } })
}
const older = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
const newer = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

test('it is JSON with the tag of its bytes, and nothing to who has these', async () => {
  const answer = await ask()
  const text = await answer.text()
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('vary')).toBe('Accept-Encoding, Accept')
  const etag = answer.headers.get('etag') ?? ''
  expect(etag).toBe(`"${createHash('sha512').update(text).digest('hex').toUpperCase()}"`)
  const again = await ask({ 'if-none-match': `"else", W/${etag}`, accept: older })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect((await ask({ 'if-none-match': '"else"', 'accept-encoding': 'identity' })).status).toBe(200)
})

test.each([
  [older, 200, newer],
  [newer, 200, newer],
  ['application/json', 200, 'application/json'],
  ['*/*', 200, 'application/json'],
  ['application/*;q=0.5', 200, 'application/json'],
  [`application/json;q=0.1, ${older};q=0.9`, 200, newer],
  ['text/html, application/json;q=0.1', 200, 'application/json'],
  ['application/yaml', 406, null],
  ['text/json', 406, null],
])('who accepts %s gets %d', async (accept, status, type) => {
  const answer = await ask({ accept })
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
})

describe('the definitions', () => {
  const read = async () => JSON.parse(await (await ask()).text())

  test('refer to nothing that is missing, and every operation to a definition', async () => {
    const { definitions, ...document } = await read()
    const references = [...JSON.stringify([definitions, document]).matchAll(/"\$ref":"([^"]+)"/g)]
    expect(references.length).toBeGreaterThan(1_000)
    const missing = references
      .map(([, reference = '']) => reference)
      .filter((reference) => !(reference.replace('#/definitions/', '') in definitions))
    expect(missing).toEqual([])
  })

  test('hold what kubectl of old can read: one type or none, and lists with items', async () => {
    const { definitions } = await read()
    const faults: string[] = []
    const visit = (schema: Record<string, unknown>, path: string) => {
      for (const word of ['oneOf', 'anyOf', 'allOf', 'not', 'nullable', 'default'])
        if (word in schema) faults.push(`${path}: ${word}`)
      if (schema['type'] === 'array' && !schema['items']) faults.push(`${path}: no items`)
      if ('$ref' in schema && ('type' in schema || 'properties' in schema)) faults.push(`${path}: type`)
      for (const [name, inner] of Object.entries(Object(schema['properties'])))
        visit(Object(inner), `${path}.${name}`)
      for (const inner of [schema['items'], schema['additionalProperties']])
        if (inner) visit(Object(inner), `${path}[]`)
    }
    for (const [name, schema] of Object.entries(definitions)) visit(Object(schema), name)
    expect(faults).toEqual([])
  })

  test('and every patch name the parameter by which kubectl leaves validation to the server', async () => {
    const { paths } = await read()
    const item = paths['/apis/networking.istio.io/v1/namespaces/{namespace}/virtualservices/{name}']
    expect(item.patch.parameters.map(({ name }: { name: string }) => name)).toContain('fieldValidation')
    expect(item.patch['x-kubernetes-group-version-kind'].kind).toBe('VirtualService')
  })
})
