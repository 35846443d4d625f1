import { expect, test } from 'vitest'
import { formatAnswer } from '#server/http/format-answer.ts'

const long = Array.from({ length: 200 }, (_, index) => ({
  index,
  text: `"${index}" \u2028 <ä> 😀`,
  not: undefined,
}))

const read = (answer: unknown) => new Response(formatAnswer(answer)).text()

test.each<[string, unknown]>([
  ['a list under other facts', { asOf: 'now', items: long, notices: [] }],
  ['a list at the end', { asOf: 'now', not: undefined, items: long }],
  ['a list after nothing', { not: undefined, items: long, notices: [] }],
  ['several lists', { nodes: long, edges: [...long], more: { long } }],
  ['what is not there', { a: undefined, items: long, b: () => 1, c: null }],
  ['names that need quotes', { 'a"b': 1, '\n': long }],
  ['an answer without lists', { a: 1, b: undefined, c: [1] }],
  ['an empty answer', {}],
  ['a list alone', long],
  ['null', null],
  ['a text', 'x'],
])('%s is written as JSON.stringify writes it, also when it is given again', async (_, answer) => {
  expect(await read(answer)).toBe(JSON.stringify(answer))
  expect(await read(answer)).toBe(JSON.stringify(answer))
})

test('a list that is given again under other facts is not written again, and another list of the same length is', async () => {
  let written = 0
  const items = long.map((one) => ({
    ...one,
    get counted() {
      written += 1
      return one.index
    },
  }))
  expect(JSON.parse(await read({ asOf: 1, items }))).toMatchObject({ asOf: 1 })
  expect(JSON.parse(await read({ asOf: 2, items }))).toMatchObject({ asOf: 2 })
  expect(written).toBe(items.length)
  expect(JSON.parse(await read({ items: long })).items[0]).not.toHaveProperty('counted')
})
