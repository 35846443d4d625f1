'use client'
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react'
import {
  type CodeEditor,
  createCodeEditor,
  type Mark,
} from '#components/istio-config/editor/create-code-editor.ts'
import type { FieldSchema } from '#contract/config.ts'

interface Props {
  readonly label: string
  /** What it holds at first, and again when it is set from outside: a draft that is discarded. */
  readonly text: string
  readonly readOnly?: boolean
  readonly folded?: readonly string[]
  readonly schema?: FieldSchema | undefined
  readonly marks?: readonly Mark[] | undefined
  readonly onText?: (text: string) => void
  readonly onCursor?: (position: number) => void
  readonly ref?: Ref<Pick<CodeEditor, 'goTo'>>
}

const noMarks: readonly Mark[] = []

/** The editor as a component: what it holds is its own, React hands in what is known of it. */
export function CodeEditorView({
  label,
  text,
  readOnly = false,
  folded,
  schema,
  marks = noMarks,
  onText,
  onCursor,
  ref,
}: Props) {
  const box = useRef<HTMLDivElement>(null)
  const editor = useRef<CodeEditor>(undefined)
  const hear = useRef({ onText, onCursor })
  const first = useRef({ text, folded })
  useEffect(() => {
    hear.current = { onText, onCursor }
  }, [onText, onCursor])
  useEffect(() => {
    if (!box.current) return
    const created = createCodeEditor(box.current, {
      text: first.current.text,
      ...(first.current.folded ? { folded: first.current.folded } : {}),
      label,
      readOnly,
      onText: (now) => hear.current.onText?.(now),
      onCursor: (position) => hear.current.onCursor?.(position),
    })
    editor.current = created
    return () => {
      created.destroy()
      editor.current = undefined
    }
  }, [label, readOnly])
  useEffect(() => editor.current?.setText(text), [text])
  useEffect(() => editor.current?.setSchema(schema), [schema])
  useEffect(() => editor.current?.setMarks(marks), [marks])
  useImperativeHandle(ref, () => ({ goTo: (line, column) => editor.current?.goTo(line, column) }), [])
  return <div ref={box} className="h-full min-h-0 overflow-hidden" />
}
