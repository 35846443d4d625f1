import { describe, expect, expectTypeOf, it } from 'vitest'
import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { trafficGraph, trafficGraphByBody } from '#contract/traffic-graph.ts'
import { bodyLimitBytes, parseBody, parseQuery } from '#server/http/parse-input.ts'
import { isProblem, type Problem } from '#server/problem.ts'

const probe = defineCall({
  name: 'probe',
  method: 'GET',
  path: '/api/v1/probe',
  summary: '',
  input: z.strictObject({
    flag: z._default(z.boolean(), false),
    count: z.optional(z.int()),
    share: z.optional(z.number()),
    text: z.optional(z.string()),
    list: z.optional(z.array(z.string())),
    choice: z.optional(z.enum(['a', 'b'])),
  }),
  output: z.object({}),
  effect: 'read',
})

const read = (query: string) => parseQuery(probe, new URLSearchParams(query))

async function catchProblem(act: () => unknown): Promise<Problem> {
  try {
    await act()
  } catch (error) {
    if (isProblem(error)) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a query', () => {
  it.each([
    ['', { flag: false }],
    ['flag=true', { flag: true }],
    ['flag=false', { flag: false }],
    ['count=60', { flag: false, count: 60 }],
    ['count=-1', { flag: false, count: -1 }],
    ['share=0.25', { flag: false, share: 0.25 }],
    ['text=a,b', { flag: false, text: 'a,b' }],
    ['text=true', { flag: false, text: 'true' }],
    ['text=', { flag: false, text: '' }],
    ['list=a,b', { flag: false, list: ['a', 'b'] }],
    ['list=', { flag: false, list: [] }],
    ['choice=b', { flag: false, choice: 'b' }],
    ['text=%22%7D', { flag: false, text: '"}' }],
  ])('%s is read by the types of the call', (query, input) => {
    expect(read(query)).toEqual(input)
  })

  it.each([
    ['flag=1', 'flag'],
    ['flag=TRUE', 'flag'],
    ['flag=', 'flag'],
    ['count=', 'count'],
    ['count=1e3', 'count'],
    ['count=0x10', 'count'],
    ['count=%201', 'count'],
    ['count=1.5', 'count'],
    ['count=NaN', 'count'],
    ['count=99999999999999999999', 'count'],
    ['share=Infinity', 'share'],
    ['choice=c', 'choice'],
    ['other=1', 'other'],
    ['__proto__=1', '__proto__'],
    ['constructor=1', 'constructor'],
    ['text=a&text=b', 'text'],
  ])('%s is refused and the parameter named', async (query, path) => {
    const problem = await catchProblem(() => read(query))
    expect(problem).toMatchObject({ kind: 'invalid', code: 'input-invalid' })
    expect(problem.issues?.map((issue) => issue.path)).toEqual([path])
    expect(problem.issues?.[0]?.message).toMatch(/[a-z]{3}/)
  })

  it('names all that is wrong at once', async () => {
    const problem = await catchProblem(() => read('flag=1&count=x&other=1'))
    expect(problem.issues?.map(({ path }) => path)).toEqual(['flag', 'count', 'other'])
    expect(problem.params).toEqual({ count: 3, fields: 'flag, count, other' })
  })

  it('gives the graph its namespaces from a comma-separated list, repeats folded', () => {
    const input = parseQuery(trafficGraph, new URLSearchParams('namespaces=shop,bookinfo,shop&view=app'))
    expect(input).toMatchObject({ namespaces: ['shop', 'bookinfo'], view: 'app', waypoints: true })
    expectTypeOf(input.namespaces).toEqualTypeOf<string[]>()
  })

  it.each([
    ['', 'namespaces'],
    ['namespaces=', 'namespaces.0'],
    ['namespaces=a,,b', 'namespaces.1'],
    ['namespaces=Shop', 'namespaces.0'],
    ['namespaces=a%22%7D%20or%20up', 'namespaces.0'],
    [`namespaces=${'a'.repeat(64)}`, 'namespaces.0'],
    ['namespaces=a&rangeSeconds=29', 'rangeSeconds'],
    ['namespaces=a&rangeSeconds=2592001', 'rangeSeconds'],
    ['namespaces=a&at=yesterday', 'at'],
    ['namespaces=a&at=2026-01-01T00:00:00', 'at'],
    ['namespaces=a&view=pods', 'view'],
    ['namespaces=a&around=workload/A/cart', 'around.namespace'],
  ])('of the graph, %s, is refused at %s', async (query, path) => {
    const problem = await catchProblem(() => parseQuery(trafficGraph, new URLSearchParams(query)))
    expect(problem.issues?.map((issue) => issue.path)).toEqual([path])
  })
})

describe('a body', () => {
  const send = (body: BodyInit, type = 'application/json') =>
    parseBody(
      trafficGraphByBody,
      new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } }),
    )

  it('is read by the schema of the call', async () => {
    await expect(send('{"namespaces":["a","b"],"rangeSeconds":60}')).resolves.toMatchObject({
      namespaces: ['a', 'b'],
      rangeSeconds: 60,
    })
    await expect(send('{"namespaces":["a"]}', 'application/json; charset=utf-8')).resolves.toBeDefined()
  })

  it('may hold 10,000 namespaces, and no more', async () => {
    const body = (count: number) =>
      JSON.stringify({ namespaces: Array.from({ length: count }, (_, index) => `namespace-${index}`) })
    expect((await send(body(10_000))).namespaces).toHaveLength(10_000)
    expect((await catchProblem(() => send(body(10_001)))).code).toBe('input-invalid')
  })

  it('lists some wrong inputs and counts all', async () => {
    const body = JSON.stringify({
      namespaces: Array.from({ length: 500 }, () => '"').map((quote, i) => quote + i),
    })
    const problem = await catchProblem(() => send(body))
    expect(problem.params['count']).toBe(500)
    expect(problem.issues?.length).toBeLessThanOrEqual(20)
  })

  it.each([
    ['{"namespaces":[', 'application/json', 'body-not-json'],
    ['', 'application/json', 'body-not-json'],
    ['{}', 'text/plain', 'body-media-type'],
    ['{}', 'application/x-www-form-urlencoded', 'body-media-type'],
    ['[]', 'application/json', 'input-invalid'],
    ['null', 'application/json', 'input-invalid'],
    ['{"namespaces":["a"],"x":1}', 'application/json', 'input-invalid'],
    ['{"namespaces":["a"],"rangeSeconds":"60"}', 'application/json', 'input-invalid'],
  ])('%s as %s is refused with %s', async (body, type, code) => {
    expect((await catchProblem(() => send(body, type))).code).toBe(code)
  })

  it('says where the JSON breaks', async () => {
    const problem = await catchProblem(() => send('{"namespaces": nonsense}'))
    expect(problem.issues?.[0]?.message).toMatch(/position \d+|line \d+|"nonsense"|is not valid JSON/)
  })

  it('is not read beyond its bound, whatever length it claims', async () => {
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(64 * 1024))
      },
    })
    const request = new Request('http://localhost/', {
      method: 'POST',
      body: endless,
      duplex: 'half',
      headers: { 'content-type': 'application/json' },
    } as RequestInit) // `duplex` is demanded by fetch for streams and missing in the DOM's type.
    expect((await catchProblem(() => parseBody(trafficGraphByBody, request))).code).toBe('body-too-large')
    expect(pulled * 64 * 1024).toBeLessThan(2 * bodyLimitBytes)
  })
})
