/** JSON as Go's decoder reads it, with the fields that an object has twice. */
export interface ParsedJson {
  readonly value: unknown
  /** Paths such as `spec.hosts`, in the order of the text. The last of two wins. */
  readonly duplicates: readonly string[]
}

/** A fault in the words of Go's encoding/json. */
export class JsonFault extends Error {}

/** Go stops at 10,000; nothing that Kubernetes stores is nearly as deep, and a stack of ours ends before. */
const deepest = 1_000

/** Throws JsonFault where the text is no JSON. */
export function parseJson(text: string): ParsedJson {
  const duplicates: string[] = []
  let at = 0
  const fail = (what: string): never => {
    const bad = text[at]
    throw new JsonFault(
      bad === undefined ? 'unexpected end of JSON input' : `invalid character ${quote(bad)} ${what}`,
    )
  }
  const skip = () => {
    while (at < text.length && ' \t\n\r'.includes(text[at] ?? '')) at += 1
  }
  const readValue = (path: string, depth: number): unknown => {
    if (depth > deepest) throw new JsonFault('exceeded max depth')
    skip()
    const first = text[at] ?? ''
    if (first === '{') return readObject(path, depth)
    if (first === '[') return readArray(path, depth)
    if (first === '"') return readText()
    if (first === '-' || (first >= '0' && first <= '9')) return readNumber()
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (first === word[0]) return readWord(word, value)
    }
    return fail('looking for beginning of value')
  }
  const readWord = (word: string, value: unknown) => {
    for (const letter of word) {
      if (text[at] !== letter) fail(`in literal ${word} (expecting '${letter}')`)
      at += 1
    }
    return value
  }
  const readNumber = () => {
    const [found = ''] = /^-?(0|[1-9]\d*)?(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(at, at + 400)) ?? []
    at += found.length
    if (!/\d/.test(found)) fail('in numeric literal')
    return Number(found)
  }
  const readText = (): string => {
    const start = at
    at += 1
    while (at < text.length && text[at] !== '"') {
      if ((text[at] ?? '') < ' ') fail('in string literal')
      at += text[at] === '\\' ? 2 : 1
    }
    if (at >= text.length) throw new JsonFault('unexpected end of JSON input')
    at += 1
    try {
      return JSON.parse(text.slice(start, at))
    } catch {
      throw new JsonFault('invalid character in string escape code')
    }
  }
  const readArray = (path: string, depth: number): unknown[] => {
    const items: unknown[] = []
    at += 1
    skip()
    if (text[at] === ']') {
      at += 1
      return items
    }
    for (;;) {
      items.push(readValue(`${path}[${items.length}]`, depth + 1))
      skip()
      const next = text[at]
      if (next !== ',' && next !== ']') fail('after array element')
      at += 1
      if (next === ']') return items
    }
  }
  const readObject = (path: string, depth: number): Record<string, unknown> => {
    const fields: [string, unknown][] = []
    const seen = new Set<string>()
    at += 1
    skip()
    if (text[at] === '}') {
      at += 1
      return {}
    }
    for (;;) {
      skip()
      if (text[at] !== '"') fail('looking for beginning of object key string')
      const name = readText()
      const here = path === '' ? name : `${path}.${name}`
      if (seen.has(name) && !duplicates.includes(here)) duplicates.push(here)
      seen.add(name)
      skip()
      if (text[at] !== ':') fail('after object key')
      at += 1
      fields.push([name, readValue(here, depth + 1)])
      skip()
      const next = text[at]
      if (next !== ',' && next !== '}') fail('after object key:value pair')
      at += 1
      if (next === '}') return Object.fromEntries(fields)
    }
  }
  const value = readValue('', 0)
  skip()
  if (at < text.length) fail('after top-level value')
  return { value, duplicates }
}

const quote = (letter: string) => (letter === "'" ? `'\\''` : letter === '"' ? `'"'` : `'${letter}'`)
