import type { Mark } from '#components/istio-config/editor/create-code-editor.ts'
import type { UnknownField } from '#components/istio-config/editor/field-schema.ts'
import type { PreviewProblem, PreviewStep } from '#contract/preview.ts'

/** What the preview found, at its place in the text. */
export function buildMarks(text: string, steps: readonly PreviewStep[]): readonly Mark[] {
  return buildProblemMarks(
    text,
    steps.flatMap(({ problems }) => problems),
  )
}

export function buildProblemMarks(text: string, problems: readonly PreviewProblem[]): readonly Mark[] {
  const starts = listLineStarts(text)
  return problems.map((problem) => buildMark(problem, starts, text.length))
}

function buildMark(problem: PreviewProblem, starts: readonly number[], length: number): Mark {
  const { line, column, endLine, endColumn, severity, message, analyzer } = problem
  const from = findOffset(starts, length, line, column)
  const to = Math.max(findOffset(starts, length, endLine, endColumn), from)
  return { from, to, severity, message: analyzer ? `${message} (${analyzer.code})` : message }
}

function findOffset(starts: readonly number[], length: number, line: number, column: number): number {
  const start = starts[Math.min(Math.max(line, 1), starts.length) - 1] ?? 0
  const end = (starts[line] ?? length + 1) - 1
  return Math.min(start + Math.max(column - 1, 0), Math.max(end, start))
}

function listLineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** Fields that the kind does not have, told before the preview has answered. */
export function buildFieldMarks(
  unknown: readonly UnknownField[],
  say: (field: UnknownField) => string,
): readonly Mark[] {
  return unknown.map((field) => ({ from: field.from, to: field.to, severity: 'error', message: say(field) }))
}
