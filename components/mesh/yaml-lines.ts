/** One line of YAML: its indentation and key are quiet, its value is what one reads. */
export interface YamlLine {
  /** Indentation, dashes and key with its colon. */
  readonly lead: string
  readonly value: string
}

/**
 * A JSON value as YAML 1.2, block style, two spaces, in the order of its keys. What could be read as another type, or would
 * not be seen as it is (control characters, marks that turn the direction of writing), is quoted and escaped.
 */
export function buildYamlLines(value: unknown): readonly YamlLine[] {
  if (!isBranch(value)) return [{ lead: '', value: writeScalar(value) }]
  return writeBranch(value, '', '')
}

export function formatYaml(value: unknown): string {
  return buildYamlLines(value)
    .map(({ lead, value: text }) => `${lead}${text}\n`)
    .join('')
}

type Branch = readonly unknown[] | Readonly<Record<string, unknown>>

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** `first` leads the first line instead of the indentation: the dash of a list whose item this is. */
function writeBranch(branch: Branch, indent: string, first: string): YamlLine[] {
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(branch)
    ? branch.map((item: unknown) => ['-', item] as const)
    : Object.entries(branch).map(([key, item]) => [`${writeText(key)}:`, item] as const)
  return entries.flatMap(([word, item], at) => {
    const lead = `${at === 0 && first ? first : indent}${word}`
    if (!isBranch(item)) return writeLeaf(lead, indent, item)
    if (word === '-') return writeBranch(item, `${indent}  `, `${lead} `)
    return [{ lead, value: '' }, ...writeBranch(item, `${indent}  `, '')]
  })
}

function writeLeaf(lead: string, indent: string, item: unknown): YamlLine[] {
  if (typeof item !== 'string' || !isBlock(item)) return [{ lead: `${lead} `, value: writeScalar(item) }]
  const lines = item.split('\n')
  const ends = item.endsWith('\n')
  return [
    { lead: `${lead} `, value: ends ? '|' : '|-' },
    ...(ends ? lines.slice(0, -1) : lines).map((line) => ({
      lead: line === '' ? '' : `${indent}  `,
      value: line,
    })),
  ]
}

/** Texts of several lines that a literal block holds unchanged. */
function isBlock(text: string): boolean {
  return (
    text.includes('\n') &&
    !/^[ \n\t]|\n\n$|[ \t]\n|[ \t]$/.test(text) &&
    !unseen.test(text.replaceAll('\n', ''))
  )
}

/** C0 and C1 controls, line separators, zero-width and direction marks, the byte order mark, lone surrogates. */
const unseen = /[\p{Cc}\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]|\p{Cs}/u

/** Words that YAML 1.1 or 1.2 reads as something else than text. */
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i
const plain = /^[A-Za-z_/$][\w/.$@%+()*?,;=&^!~<>-]*(?: [\w/.$@%+()*?,;=&^!~<>-]+)*$/
const quantity = /^\d+(?:\.\d+)?(?:m|s|h|ms|[KMGTPE]i|%)$/

function writeScalar(value: unknown): string {
  if (typeof value === 'string') return writeText(value)
  if (Array.isArray(value)) return '[]'
  if (typeof value === 'object' && value !== null) return '{}'
  return JSON.stringify(value) ?? 'null'
}

function writeText(text: string): string {
  if (quantity.test(text) || (plain.test(text) && !reserved.test(text))) return text
  return JSON.stringify(text).replace(
    new RegExp(unseen.source, 'gu'),
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
