/**
 * The `key=value` pairs of a text from `from` on, as logfmt and ztunnel write them: a value is bare up to a blank, or
 * quoted with backslash escapes. Undefined where something else than pairs stands there.
 */
export function parsePairs(text: string, from = 0): readonly (readonly [string, string])[] | undefined {
  const pair = /([A-Za-z_][\w.:/-]*)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/y
  pair.lastIndex = from
  const pairs: (readonly [string, string])[] = []
  let end = from
  for (let found = pair.exec(text); found; found = pair.exec(text)) {
    const [, key = '', quoted, bare = ''] = found
    pairs.push([key, quoted === undefined ? bare : quoted.replace(/\\(.)/g, unescapeMark)])
    end = pair.lastIndex
    if (end >= text.length) break
  }
  return end >= text.length && pairs.length > 0 ? pairs : undefined
}

function unescapeMark(_whole: string, mark: string): string {
  if (mark === 'n') return '\n'
  return mark === 't' ? '\t' : mark
}
