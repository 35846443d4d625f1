import { autocompletion } from '@codemirror/autocomplete'
import { indentWithTab } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { foldEffect, foldService, indentUnit } from '@codemirror/language'
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { EditorView, hoverTooltip, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { buildLook } from '#components/istio-config/editor/code-look.ts'
import { buildHover, completeYaml } from '#components/istio-config/editor/field-help.ts'
import { scanYaml } from '#components/istio-config/editor/scan-yaml.ts'
import type { FieldSchema } from '#contract/config.ts'

/** A part of the text with what is wrong with it; offsets are of UTF-16 units. */
export interface Mark {
  readonly from: number
  readonly to: number
  readonly severity: 'error' | 'warning' | 'info'
  readonly message: string
}

export interface CodeEditor {
  /** Replaces the text where it differs; the undo history keeps it. */
  setText(text: string): void
  setSchema(schema: FieldSchema | undefined): void
  setMarks(marks: readonly Mark[]): void
  /** Puts the cursor there and brings it into sight. Lines and columns begin at 1. */
  goTo(line: number, column: number): void
  destroy(): void
}

interface Options {
  readonly text: string
  readonly label: string
  readonly readOnly: boolean
  /** Top-level keys that are shown folded at first. */
  readonly folded?: readonly string[]
  readonly onText: (text: string) => void
  readonly onCursor: (position: number) => void
}

/**
 * An editor of YAML in an element. Tab indents; Escape and then Tab leaves, as CodeMirror's own "Tab handling" has it
 * (codemirror.net/examples/tab). The element is its own until it is destroyed.
 */
export function createCodeEditor(element: HTMLElement, options: Options): CodeEditor {
  let schema: FieldSchema | undefined
  const view = new EditorView({
    parent: element,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        basicSetup,
        yaml(),
        foldService.of(findFold),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorState.readOnly.of(options.readOnly),
        EditorView.contentAttributes.of({
          'aria-label': options.label,
          // Editable text is focusable of itself, which tools that look for keyboard access do not know.
          tabindex: '0',
          ...(options.readOnly ? { 'aria-readonly': 'true' } : {}),
        }),
        keymap.of([indentWithTab]),
        autocompletion({ override: [(context) => (schema ? completeYaml(context, schema) : null)] }),
        hoverTooltip((target, position) => (schema ? buildHover(target, position, schema) : null)),
        lintGutter(),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onText(update.state.doc.toString())
          if (update.docChanged || update.selectionSet) options.onCursor(update.state.selection.main.head)
        }),
        buildLook(),
      ],
    }),
  })
  foldKeys(view, options.folded ?? [])
  return {
    setText: (text) => {
      const now = view.state.doc.toString()
      if (now !== text) view.dispatch({ changes: { from: 0, to: now.length, insert: text } })
    },
    setSchema: (next) => {
      schema = next
    },
    setMarks: (marks) => view.dispatch(setDiagnostics(view.state, fitMarks(marks, view.state.doc.length))),
    goTo: (line, column) => {
      const at = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines))
      const anchor = Math.min(at.from + Math.max(column - 1, 0), at.to)
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

/** A preview may speak of a text that has become shorter since. */
function fitMarks(marks: readonly Mark[], length: number): Diagnostic[] {
  return marks.map(({ from, to, severity, message }) => {
    const start = Math.min(from, length)
    return { from: start, to: Math.min(Math.max(to, start), length), severity, message }
  })
}

/** What stands deeper than a line folds under it; YAML's own grammar folds single blocks alone. */
function findFold(state: EditorState, lineStart: number): { from: number; to: number } | null {
  const line = state.doc.lineAt(lineStart)
  const indent = line.text.search(/\S/)
  if (indent < 0) return null
  let end = line.number
  for (let number = line.number + 1; number <= state.doc.lines; number += 1) {
    const { text } = state.doc.line(number)
    const depth = text.search(/\S/)
    if (depth < 0) continue
    const isSameList = depth === indent && /^\s*-/.test(text) && !/^\s*-/.test(line.text)
    if (depth <= indent && !isSameList) break
    end = number
  }
  return end > line.number ? { from: line.to, to: state.doc.line(end).to } : null
}

function foldKeys(view: EditorView, keys: readonly string[]): void {
  const effects = scanYaml(view.state.doc.toString())
    .filter(({ path }) => path.length === 1 && keys.includes(path[0] ?? ''))
    .flatMap(({ from }) => {
      const range = findFold(view.state, from)
      return range ? [foldEffect.of(range)] : []
    })
  if (effects.length > 0) view.dispatch({ effects })
}
