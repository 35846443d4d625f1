import { expect, test } from 'vitest'
import { formatAnswer } from '#server/http/format-answer.ts'

const long = Array.from({ length: 200 }, (_, index) => ({
  index,
  text: `"${index}" \u2028 <ä>`,
  not: undefined,
}))

test.each<[string, unknown]>([
  ['a list under other facts', { asOf: 'now', items: long, notices: [] }],
  ['several lists', { nodes: long, edges: [...long], more: { long } }],
  ['what is not there', { a: undefined, items: long, b: () => 1, c: null }],
  ['names that need quotes', { 'a"b': 1, '\n': long }],
  ['an empty answer', {}],
  ['a list alone', long],
  ['null', null],
  ['a text', 'x'],
])('%s is written as JSON.stringify writes it, also when it is given again', (_, answer) => {
  expect(formatAnswer(answer)).toBe(JSON.stringify(answer))
  expect(formatAnswer(answer)).toBe(JSON.stringify(answer))
})

test('a list that is given again under other facts is not written again, and another list of the same length is', () => {
  let written = 0
  const items = long.map((one) => ({
    ...one,
    get counted() {
      written += 1
      return one.index
    },
  }))
  expect(JSON.parse(formatAnswer({ asOf: 1, items }))).toMatchObject({ asOf: 1 })
  expect(JSON.parse(formatAnswer({ asOf: 2, items }))).toMatchObject({ asOf: 2 })
  expect(written).toBe(items.length)
  expect(JSON.parse(formatAnswer({ items: long })).items[0]).not.toHaveProperty('counted')
})
