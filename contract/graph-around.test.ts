import { describe, expect, test } from 'vitest'
import {
  chooseAround,
  formatAround,
  type GraphAround,
  graphAroundSchema,
  parseAround,
} from '#contract/graph-around.ts'

const nodes: readonly [text: string, node: GraphAround][] = [
  ['workload/shop/cart-v1', { kind: 'workload', namespace: 'shop', name: 'cart-v1' }],
  ['app/shop/cart', { kind: 'app', namespace: 'shop', name: 'cart' }],
  ['app/shop/cart/v1', { kind: 'app', namespace: 'shop', name: 'cart', version: 'v1' }],
  ['service/shop/api.example.com', { kind: 'service', namespace: 'shop', name: 'api.example.com' }],
  ['operation/shop/GET%20%2Fcart%3Fa%40b', { kind: 'operation', namespace: 'shop', name: 'GET /cart?a@b' }],
  ['operation/shop/List/cart', { kind: 'operation', namespace: 'shop', name: 'List', service: 'cart' }],
  ['workload/shop/cart@east', { kind: 'workload', namespace: 'shop', name: 'cart', cluster: 'east' }],
  [
    'app/shop/%C3%A9%25/v%2F1@a%40b',
    { kind: 'app', namespace: 'shop', name: 'é%', version: 'v/1', cluster: 'a@b' },
  ],
]

describe('the node that a graph is around', () => {
  test.each(nodes)('%s is written and read back', (text, node) => {
    expect(formatAround(node)).toBe(text)
    expect(parseAround(text)).toEqual(node)
    expect(graphAroundSchema.parse(text)).toEqual(node)
    expect(graphAroundSchema.parse(node)).toEqual(node)
  })

  test.each([
    '',
    'workload',
    'workload/shop',
    'workload/shop/',
    'workload/Shop/cart',
    'pod/shop/cart',
    'workload/shop/cart/v1',
    'service/shop/cart/more',
    'app/shop/cart/v1/more',
    'workload/shop/cart@a@b',
    'workload/shop/%E0%A4%A',
    `workload/shop/${'a'.repeat(5_000)}`,
  ])('%.40s is none', (text) => {
    expect(parseAround(text)).toBeUndefined()
    expect(graphAroundSchema.safeParse(text).success).toBe(false)
  })
})

describe('what to ask a graph around', () => {
  const place = { cluster: 'east', namespace: 'shop' }
  test.each([
    [{ kind: 'workload', ...place, name: 'cart-v1', workload: 'cart-v1' }, 'workload/shop/cart-v1@east'],
    [{ kind: 'app', ...place, name: 'cart' }, 'app/shop/cart@east'],
    [{ kind: 'app', ...place, name: 'cart', workload: 'cart-v1' }, 'workload/shop/cart-v1@east'],
    [{ kind: 'service', ...place, name: 'cart', service: 'cart' }, 'service/shop/cart@east'],
    [{ kind: 'operation', ...place, name: 'List', service: 'cart' }, 'operation/shop/List/cart@east'],
    [{ kind: 'operation', ...place, name: 'List', cluster: 'unknown' }, 'operation/shop/List'],
  ] as const)('for %o is %s', (node, text) => {
    const around = chooseAround(node)
    expect(around && formatAround(around)).toBe(text)
  })

  test.each([
    { kind: 'unknown', ...place, name: 'unknown' },
    { kind: 'service', cluster: 'unknown', namespace: 'unknown', name: 'PassthroughCluster' },
  ] as const)('for what has no name is nothing', (node) => {
    expect(chooseAround(node)).toBeUndefined()
  })
})
