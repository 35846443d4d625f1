/**
 * Where in the grammar a token stood that fits nowhere, as the error productions of promql/parser/generated_parser.y
 * word it: ` in label matching, expected string`. Empty where the grammar names no place. `before` is the text up to it.
 */
export function explainContext(before: string): string {
  const bare = before.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/gs, '""').trimEnd()
  const open = findOpen(bare)
  if (open?.bracket === '{') return explainBraces(open.inside)
  if (open?.bracket === '[') return explainBrackets(open.inside)
  if (open?.bracket === '(' && /\b(by|without|on|ignoring|group_left|group_right)\s*$/i.test(open.before)) {
    const expected = open.inside === '' || open.inside.endsWith(',') ? 'label' : '"," or ")"'
    return ` in grouping opts, expected ${expected}`
  }
  if (/\b(by|without|on|ignoring)$/i.test(bare)) return ' in grouping opts, expected "("'
  if (/\boffset\s*[-+]?$/i.test(bare)) return ' in offset, expected number, duration, step(), or range()'
  return /@\s*(start|end)?$/.test(bare) ? ' in @, expected timestamp' : ''
}

function explainBraces(inside: string): string {
  const last = inside.slice(inside.lastIndexOf(',') + 1).trim()
  const expected =
    last === ''
      ? 'identifier or "}"'
      : /(=|!=|=~|!~)$/.test(last)
        ? 'string'
        : /^[\w:.]+$/.test(last)
          ? 'label matching operator'
          : '"," or "}"'
  return ` in label matching, expected ${expected}`
}

function explainBrackets(inside: string): string {
  const colon = inside.indexOf(':')
  if (colon >= 0) {
    const expected =
      inside.slice(colon + 1).trim() === '' ? 'number, duration, step(), range(), or "]"' : '"]"'
    return ` in subquery selector, expected ${expected}`
  }
  return inside === ''
    ? ' in subquery or range selector, expected number, duration, step(), or range()'
    : ' in subquery or range, expected ":" or "]"'
}

/** The innermost bracket that is open at the end, what is inside it and what stands before it. */
function findOpen(text: string): { bracket: string; inside: string; before: string } | undefined {
  const open: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    if ('({['.includes(text.charAt(at))) open.push(at)
    else if (')}]'.includes(text.charAt(at))) open.pop()
  }
  const at = open.at(-1)
  if (at === undefined) return undefined
  return { bracket: text.charAt(at), inside: text.slice(at + 1).trim(), before: text.slice(0, at) }
}
