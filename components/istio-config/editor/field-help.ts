import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { EditorView, Tooltip } from '@codemirror/view'
import { describeType, findField } from '#components/istio-config/editor/field-schema.ts'
import { findPlace, formatPath, scanYaml } from '#components/istio-config/editor/scan-yaml.ts'
import type { FieldSchema } from '#contract/config.ts'

/** What can be said of one field of the kind. */
export interface FieldHelp {
  /** As `spec.http[0].timeout`. */
  readonly path: string
  readonly type: string
  readonly description: string
  readonly choices: readonly string[]
  readonly required: boolean
}

/** Of the field on the line of a position, or of the one that the line is in; undefined where the schema knows none. */
export function findHelp(text: string, position: number, schema: FieldSchema): FieldHelp | undefined {
  const lineStart = text.lastIndexOf('\n', position - 1) + 1
  const lineEnd = text.indexOf('\n', lineStart)
  const entry = scanYaml(text).find(({ from }) => from >= lineStart && (lineEnd < 0 || from <= lineEnd))
  const path = entry?.path ?? findAround(text, position)
  const field = path && findField(schema, path)
  if (!path || !field) return undefined
  const parent = findField(schema, path.slice(0, -1))
  return {
    path: formatPath(path),
    type: describeType(field),
    description: field.description ?? '',
    choices: (field.enum ?? []).map(String),
    required: parent?.required?.includes(path.at(-1) ?? '') ?? false,
  }
}

/** The item or object in which a line without a key stands. */
function findAround(text: string, position: number): readonly string[] | undefined {
  const place = findPlace(text, position)
  return place?.in === 'key' && place.parent.length > 0 ? place.parent : undefined
}

/** Completes keys that the object does not have yet, and values of which there is a choice. */
export function completeYaml(context: CompletionContext, schema: FieldSchema): CompletionResult | null {
  const text = context.state.doc.toString()
  const place = findPlace(text, context.pos)
  if (!place) return null
  if (place.in === 'value') {
    const field = findField(schema, place.path)
    const options = field ? listValues(field) : []
    return options.length > 0 ? { from: place.from, options, validFor: /^\S*$/ } : null
  }
  if (!context.explicit && context.pos === place.from) return null
  const parent = findField(schema, place.parent)
  if (!parent?.properties) return null
  const column = place.from - context.state.doc.lineAt(place.from).from
  const options = Object.entries(parent.properties)
    .filter(([name]) => !place.used.includes(name))
    .map(([name, field]) => buildKey(name, field, column, parent.required?.includes(name) ?? false))
  return { from: place.from, options, validFor: /^[\w.-]*$/ }
}

function listValues(field: FieldSchema): Completion[] {
  const values = field.enum ?? (field.type === 'boolean' ? [true, false] : [])
  return values.map((value) => ({ label: String(value), type: 'enum' }))
}

/** A key with what begins its value: what is inside of it stands deeper. */
function buildKey(name: string, field: FieldSchema, column: number, required: boolean): Completion {
  const deeper = `\n${' '.repeat(column + 2)}`
  const isBranch = field.type === 'object' || (field.properties !== undefined && field.type === undefined)
  const after = field.type === 'array' ? `:${deeper}- ` : isBranch ? `:${deeper}` : ': '
  return {
    label: name,
    apply: `${name}${after}`,
    type: 'property',
    detail: describeType(field),
    ...(field.description ? { info: field.description } : {}),
    boost: required ? 1 : 0,
  }
}

/** The help of a field as the pointer rests on its line's key. */
export function buildHover(view: EditorView, position: number, schema: FieldSchema): Tooltip | null {
  const text = view.state.doc.toString()
  const entry = scanYaml(text).find(({ from, to }) => from <= position && position <= to)
  const help = entry && findHelp(text, entry.from, schema)
  if (!entry || !help) return null
  return {
    pos: entry.from,
    end: entry.to,
    above: true,
    create: () => {
      const dom = document.createElement('div')
      dom.className = 'space-y-1 px-2.5 py-1.5'
      const head = document.createElement('p')
      head.className = 'font-mono text-small text-muted'
      head.textContent = [help.path, help.type].filter(Boolean).join(' · ')
      dom.append(head)
      for (const words of [help.description, help.choices.join(' | ')].filter(Boolean)) {
        const part = document.createElement('p')
        part.className = 'whitespace-pre-wrap wrap-anywhere'
        part.textContent = words
        dom.append(part)
      }
      return { dom }
    },
  }
}
