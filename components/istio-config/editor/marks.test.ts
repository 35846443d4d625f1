import { expect, it } from 'vitest'
import { buildMarks } from '#components/istio-config/editor/marks.ts'
import type { PreviewProblem } from '#contract/preview.ts'

const text = 'kind: A\nspec:\n  host: x\n'
const problem = (line: number, column: number, endLine: number, endColumn: number): PreviewProblem => ({
  severity: 'error',
  path: 'spec.host',
  line,
  column,
  endLine,
  endColumn,
  message: 'wrong',
  code: 'x',
  params: {},
  document: 0,
})
const mark = (one: PreviewProblem) =>
  buildMarks(text, [{ name: 'schema', verdict: 'error', problems: [one], notes: [] }]).map(({ from, to }) =>
    text.slice(from, to),
  )

it.each([
  ['a key', problem(3, 3, 3, 7), 'host'],
  ['the end of a line that is shorter', problem(1, 7, 1, 99), 'A'],
  ['nothing behind the end of the text', problem(99, 1, 99, 5), ''],
  ['nothing where the end lies before the beginning', problem(3, 3, 1, 1), ''],
])('a mark covers %s', (_, one, covered) => {
  expect(mark(one)).toEqual([covered])
})

it("Istio's own code stands with its words", () => {
  const told = buildMarks(text, [
    {
      name: 'mesh',
      verdict: 'error',
      problems: [{ ...problem(1, 1, 1, 5), analyzer: { code: 'IST0101', name: 'x' } }],
      notes: [],
    },
  ])
  expect(told[0]?.message).toBe('wrong (IST0101)')
})
