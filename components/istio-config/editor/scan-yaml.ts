/** One key of a YAML text, or one item of a list, as its line writes it. */
export interface YamlEntry {
  /** `spec`, `http`, `[0]`, `route`: names of keys, and items of lists by their place. */
  readonly path: readonly string[]
  /** Offset of its first character in the text. */
  readonly from: number
  readonly to: number
  /** From 0. */
  readonly line: number
  readonly indent: number
  /** What follows the colon on the same line, without a comment. */
  readonly value: string
  readonly valueFrom: number
}

interface Level {
  readonly indent: number
  readonly name: string
  /** How many items a list has had so far. */
  items: number
}

const linePattern =
  /^( *)((?:- +)*)(-$|(?:("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'{}[\],&*!|>%@`-][^#]*?|-[^\s#][^#]*?)(:)(?=\s|$)(.*))?)/

/**
 * The keys of a block of YAML by the indentation of its lines, also of one that is being written and does not parse. What
 * stands in flow style (`{a: b}`) or in a block of text (`|`) has no entries.
 */
export function scanYaml(text: string): readonly YamlEntry[] {
  const entries: YamlEntry[] = []
  let levels: Level[] = []
  let from = 0
  let textIndent = -1
  for (const [line, content] of text.split('\n').entries()) {
    const start = from
    from += content.length + 1
    const indent = content.length - content.trimStart().length
    if (content.trim() === '' || content.trimStart().startsWith('#')) continue
    if (textIndent >= 0 && indent > textIndent) continue
    textIndent = -1
    if (/^(---|\.\.\.)(\s|$)/.test(content)) {
      levels = []
      continue
    }
    const match = linePattern.exec(content)
    if (!match) continue
    const [, , dashes = '', rest = '', key, , value = ''] = match
    levels = enterItems(levels, indent, rest === '-' ? `${dashes}- ` : dashes)
    if (key === undefined) continue
    const at = indent + dashes.length
    levels = levels.filter((level) => level.indent < at)
    const name = unquote(key)
    levels.push({ indent: at, name, items: 0 })
    const after = value.replace(/(^|\s)#.*$/, '').trimEnd()
    const lead = after.length - after.trimStart().length
    entries.push({
      path: levels.map((level) => level.name),
      from: start + at,
      to: start + at + key.length,
      line,
      indent: at,
      value: after.trimStart(),
      valueFrom: start + at + key.length + 1 + lead,
    })
    if (/^[|>][+-]?\d*$/.test(after.trim())) textIndent = at
  }
  return entries
}

/** Each dash begins an item of the list that stands at its place; a list may stand as far left as its key. */
function enterItems(levels: readonly Level[], indent: number, dashes: string): Level[] {
  let entered = [...levels]
  let at = indent
  for (const dash of dashes.match(/- +/g) ?? []) {
    const place = at
    entered = entered.filter((level) => level.indent < place || (level.indent === place && !isItem(level)))
    const list = entered.at(-1)
    const count = list?.items ?? 0
    if (list) list.items += 1
    // Deeper than its key, shallower than what it holds.
    entered.push({ indent: place + 0.5, name: `[${count}]`, items: 0 })
    at += dash.length
  }
  return entered
}

const isItem = ({ name }: Level) => name.startsWith('[')

export function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text
}

export type YamlPlace =
  | {
      readonly in: 'key'
      /** The object that the key would be one of. */
      readonly parent: readonly string[]
      /** Keys that it has already. */
      readonly used: readonly string[]
      readonly from: number
    }
  | { readonly in: 'value'; readonly path: readonly string[]; readonly from: number }

/** Where in the object the cursor is: at a key that is there or begun, or at a value; undefined where nothing can be told. */
export function findPlace(text: string, position: number): YamlPlace | undefined {
  const start = text.lastIndexOf('\n', position - 1) + 1
  const before = text.slice(start, position)
  if (before.trimStart().startsWith('#')) return undefined
  const entries = scanYaml(text)
  const value = entries.find(
    ({ from, to }) =>
      from >= start && from < position && position > to && !text.slice(from, position).includes('\n'),
  )
  if (value)
    return { in: 'value', path: value.path, from: Math.min(Math.max(value.valueFrom, start), position) }
  const [, spaces = '', dashes = '', word = ''] = /^( *)((?:- +)*)(\S*)$/.exec(before) ?? [undefined]
  if (`${spaces}${dashes}${word}` !== before) return undefined
  // A key in place of what is being written tells where it would stand.
  const from = position - word.length
  const probe = `${text.slice(0, from)}${probeKey}: 0${text.slice(from).replace(/^[^\n]*/, '')}`
  const probed = scanYaml(probe)
  const placed = probed.find((entry) => entry.from === from && entry.path.at(-1) === probeKey)
  if (!placed) {
    return undefined
  }
  const parent = placed.path.slice(0, -1)
  const used = probed
    .filter(({ path }) => path.length === placed.path.length && parent.every((name, at) => path[at] === name))
    .flatMap(({ path }) => path.at(-1) ?? [])
    .filter((name) => name !== probeKey)
  return { in: 'key', parent, used, from }
}

const probeKey = 'vardiaProbe'

/** `spec.http[0].route` as findings write it. */
export function formatPath(path: readonly string[]): string {
  return path.reduce(
    (text, name) => (name.startsWith('[') ? `${text}${name}` : text ? `${text}.${name}` : name),
    '',
  )
}
