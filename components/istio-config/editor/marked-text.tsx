'use client'
import { useMemo } from 'react'
import { CodeEditorView } from '#components/istio-config/editor/code-editor.tsx'
import { buildProblemMarks } from '#components/istio-config/editor/marks.ts'
import type { PreviewProblem } from '#contract/preview.ts'

/** The editor of YAML for a text of any objects, with what is wrong at its place. */
export function MarkedText({
  label,
  text,
  problems,
  onText,
}: {
  readonly label: string
  readonly text: string
  readonly problems: readonly PreviewProblem[]
  readonly onText: (text: string) => void
}) {
  const marks = useMemo(() => buildProblemMarks(text, problems), [text, problems])
  return <CodeEditorView label={label} text={text} marks={marks} onText={onText} />
}
