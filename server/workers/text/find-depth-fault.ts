import { Lexer } from 'yaml'

/** Deeper than any object of Kubernetes, and far from what a parser's stack takes. */
export const mostLevels = 100

/**
 * The first place where a text nests deeper than `mostLevels`, found without parsing it: brackets within brackets, markers
 * of lists and keys in one line, and lines each further in than the one before.
 */
export function findDepthFault(text: string) {
  const at = findStairs(text) ?? findNested(text)
  return at === undefined
    ? undefined
    : { code: 'yaml-too-deep', params: { limit: mostLevels }, from: at, to: at + 1 }
}

function findStairs(text: string): number | undefined {
  const columns: number[] = []
  for (const { index, 0: indent } of text.matchAll(/^ *(?=[^\s#])/gm)) {
    while ((columns.at(-1) ?? -1) >= indent.length) columns.pop()
    columns.push(indent.length)
    if (columns.length > mostLevels) return index + indent.length
  }
  return undefined
}

function findNested(text: string): number | undefined {
  // Most texts cannot: the tokens are read only of those that might.
  if (!/[[{][\s\S]*[[{]|(?:[-?][ \t]){2}/.test(text)) return undefined
  let at = 0
  let flow = 0
  let markers = 0
  for (const token of new Lexer().lex(text)) {
    const first = token[0]
    const isControl = token === '\u0002' || token === '\u0018' || token === '\u001f' || token === '\ufeff'
    if (token === '[' || token === '{') flow += 1
    else if ((token === ']' || token === '}') && flow > 0) flow -= 1
    else if (token === '-' || token === '?') markers += 1
    else if (first === '\n' || first === '\r') markers = 0
    if (flow + markers > mostLevels) return at
    if (!isControl) at += token.length
  }
  return undefined
}
