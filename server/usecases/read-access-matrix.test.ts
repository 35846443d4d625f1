import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { authorizationMatrix } from '#contract/authorization.ts'
import { readAccessMatrix } from '#server/usecases/read-access-matrix.ts'
import { type DemoContext, startDemoContext } from '#server/usecases/stages/demo-context.test-support.ts'

let demo: DemoContext
beforeAll(async () => {
  demo = await startDemoContext()
})
afterAll(() => demo?.stop())

const read = async (
  input: Partial<Parameters<typeof readAccessMatrix>[0]>,
  as: Parameters<DemoContext['as']>[0] = 'admin',
) => authorizationMatrix.output.parse(await readAccessMatrix({ rangeSeconds: 300, ...input }, demo.as(as)))

type Matrix = Awaited<ReturnType<typeof read>>

function findCell({ columns, rows }: Matrix, principal: string, name: string) {
  const column = columns.findIndex((one) => one.principal === principal)
  const row = rows.find((one) => one.name === name)
  return [row?.cells[column], row?.used.some((use) => use.column === column) ?? false]
}

const shop = (account: string) => `cluster.local/ns/shop/sa/${account}`

describe('the matrix of the shop', () => {
  it.each<[string, string, string, string, boolean]>([
    ['allowed and used', shop('checkout'), 'payment-v1', 'a', true],
    ['denied', shop('frontend'), 'payment-v1', 'd', false],
    ['denied: plaintext under STRICT', '', 'payment-v1', 'd', false],
    ['open by default and used in plaintext', '', 'inventory-v1', 'o', true],
    ['open by default', shop('frontend'), 'catalog-v1', 'o', true],
  ])('tells what is %s', async (_, principal, name, cell, used) => {
    expect(findCell(await read({ namespaces: ['shop'] }), principal, name)).toEqual([cell, used])
  })

  it('has a row for each workload that is called, and a letter for each caller', async () => {
    const { columns, rows, observed } = await read({ namespaces: ['shop'] })
    expect(rows.length).toBeGreaterThan(5)
    expect(new Set(rows.map(({ namespace }) => namespace))).toEqual(new Set(['shop']))
    for (const { cells } of rows) expect(cells).toMatch(new RegExp(`^[aopdj]{${columns.length}}$`))
    expect(observed).toBe(true)
  })
})

describe('what a method leaves open is', () => {
  it('partly without one, decided with one', async () => {
    const productpage = 'cluster.local/ns/bookinfo/sa/bookinfo-productpage'
    const any = await read({ namespaces: ['bookinfo'] })
    const get = await read({ namespaces: ['bookinfo'], method: 'GET' })
    const put = await read({ namespaces: ['bookinfo'], method: 'PUT' })
    expect([any, get, put].map((matrix) => findCell(matrix, productpage, 'details-v1')[0])).toEqual([
      'p',
      'a',
      'd',
    ])
  })
})

describe('the editor of one namespace', () => {
  it('is told nothing of cells of another one, and that unseen policies may decide in their own', async () => {
    const { rows, columns, hidden } = await read({ namespaces: ['bookinfo', 'shop'] }, 'editor')
    expect(hidden).toEqual(['shop'])
    expect(new Set(rows.map(({ namespace }) => namespace))).toEqual(new Set(['bookinfo']))
    expect(columns.map(({ principal }) => principal).join()).not.toMatch(/shop/)
    for (const { doubts } of rows) expect(doubts.map(({ text }) => text).join()).toMatch(/istio-system/)
  })
})
