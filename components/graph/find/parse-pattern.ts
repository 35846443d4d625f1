/** One step of a compiled pattern; the step after the last is the match. */
export type Step =
  | { readonly kind: 'letter'; readonly holds: (letter: string) => boolean }
  | { readonly kind: 'fork'; readonly to: readonly number[] }
  | { readonly kind: 'start' | 'end' }

export class PatternFault extends Error {
  readonly why: 'syntax' | 'large'
  /** Index in the pattern. */
  readonly at: number

  constructor(why: 'syntax' | 'large', at: number) {
    super(why)
    this.why = why
    this.at = at
  }
}

/** More steps than this serve no name and cost time on each of them. */
const mostSteps = 400
const deepest = 20

type Part =
  | { readonly kind: 'letter'; readonly holds: (letter: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'row'; readonly parts: readonly Part[] }
  | { readonly kind: 'either'; readonly parts: readonly Part[] }
  | Repeat

interface Repeat {
  readonly kind: 'repeat'
  readonly part: Part
  readonly least: number
  readonly most: number
}

/**
 * The part of regular expressions that needs no going back: letters, `.`, `[…]`, `\d \w \s \D \W \S`, groups, `|`, `* + ?
 * {n} {n,} {n,m}` (lazy forms mean the same), `^` and `$`. Throws PatternFault at what it does not know.
 */
export function parsePattern(source: string): readonly Step[] {
  const reader = new PatternReader(source)
  const part = reader.readWhole()
  const compiler = new PatternCompiler(source.length)
  compiler.compile(part)
  return compiler.steps
}

class PatternReader {
  readonly #source: string
  #at = 0
  #depth = 0

  constructor(source: string) {
    this.#source = source
  }

  readWhole(): Part {
    const part = this.#readEither()
    if (this.#at < this.#source.length) throw new PatternFault('syntax', this.#at)
    return part
  }

  #readEither(): Part {
    const parts = [this.#readRow()]
    while (this.#take('|')) parts.push(this.#readRow())
    return { kind: 'either', parts }
  }

  #readRow(): Part {
    const parts: Part[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#peek())) parts.push(this.#readRepeat())
    return { kind: 'row', parts }
  }

  #readRepeat(): Part {
    let part = this.#readOne()
    for (;;) {
      const range = this.#readRange()
      if (!range) return part
      part = { kind: 'repeat', part, ...range }
      this.#take('?')
    }
  }

  #readRange(): { least: number; most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Infinity }
    if (this.#take('+')) return { least: 1, most: Infinity }
    if (this.#take('?')) return { least: 0, most: 1 }
    const counted = /^\{(\d{1,3})(,(\d{0,3}))?\}/.exec(this.#source.slice(this.#at))
    if (!counted) return undefined
    const least = Number(counted[1])
    const most = counted[2] === undefined ? least : counted[3] ? Number(counted[3]) : Infinity
    if (most < least) throw new PatternFault('syntax', this.#at)
    this.#at += counted[0].length
    return { least, most }
  }

  #readOne(): Part {
    const at = this.#at
    const letter = this.#next()
    if (letter === '(') return this.#readGroup(at)
    if (letter === '[') return { kind: 'letter', holds: this.#readClass(at) }
    if (letter === '^') return { kind: 'start' }
    if (letter === '$') return { kind: 'end' }
    if (letter === '.') return { kind: 'letter', holds: () => true }
    if ('*+?{'.includes(letter)) throw new PatternFault('syntax', at)
    if (letter === '\\') return { kind: 'letter', holds: this.#readEscape(at) }
    return { kind: 'letter', holds: is(letter) }
  }

  #readGroup(at: number): Part {
    if (this.#peek() === '?' && !this.#take('?:')) throw new PatternFault('syntax', this.#at)
    this.#depth += 1
    if (this.#depth > deepest) throw new PatternFault('large', at)
    const part = this.#readEither()
    this.#depth -= 1
    if (!this.#take(')')) throw new PatternFault('syntax', at)
    return part
  }

  #readClass(at: number): (letter: string) => boolean {
    const inverted = this.#take('^')
    const tests: ((letter: string) => boolean)[] = []
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      if (this.#at >= this.#source.length) throw new PatternFault('syntax', at)
      const from = this.#at
      const letter = this.#next()
      if (letter === '\\') {
        tests.push(this.#readEscape(from))
        continue
      }
      const to = /^-([^\]\\])/.exec(this.#source.slice(this.#at))?.[1]
      if (to === undefined) tests.push(is(letter))
      else {
        if (to < letter) throw new PatternFault('syntax', from)
        this.#at += 2
        tests.push((given) => isBetween(given, letter, to))
      }
    }
    this.#at += 1
    return (letter) => tests.some((test) => test(letter)) !== inverted
  }

  #readEscape(at: number): (letter: string) => boolean {
    const letter = this.#next()
    const sets: Readonly<Record<string, RegExp>> = { d: /[0-9]/, w: /\w/, s: /\s/ }
    const set = Object.hasOwn(sets, letter.toLowerCase()) ? sets[letter.toLowerCase()] : undefined
    if (set) return (given) => set.test(given) === (letter === letter.toLowerCase())
    // A letter or digit after a backslash means something elsewhere (\b, \1, \p): said rather than misread.
    if (letter === '' || /[a-z0-9]/i.test(letter)) throw new PatternFault('syntax', at)
    return is(letter)
  }

  #peek(): string {
    return this.#source[this.#at] ?? ''
  }

  #next(): string {
    const letter = this.#peek()
    this.#at += 1
    return letter
  }

  #take(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }
}

/** Texts come in lower case. */
function is(letter: string): (given: string) => boolean {
  const lower = letter.toLowerCase()
  return (given) => given === lower
}

function isBetween(given: string, from: string, to: string): boolean {
  const upper = given.toUpperCase()
  return (given >= from && given <= to) || (upper >= from && upper <= to)
}

/** Parts are counted as well as steps: an empty group makes none however often it is repeated. */
class PatternCompiler {
  readonly steps: Step[] = []
  readonly #end: number
  #parts = 0

  constructor(end: number) {
    this.#end = end
  }

  compile(part: Part): void {
    this.#parts += 1
    if (this.steps.length > mostSteps || this.#parts > 4 * mostSteps)
      throw new PatternFault('large', this.#end)
    if (part.kind === 'either') this.#compileEither(part.parts)
    else if (part.kind === 'row') for (const each of part.parts) this.compile(each)
    else if (part.kind === 'repeat') this.#compileRepeat(part)
    else this.steps.push(part)
  }

  #compileEither(parts: readonly Part[]): void {
    const [first] = parts
    if (first && parts.length === 1) {
      this.compile(first)
      return
    }
    const fork: number[] = []
    const leave: number[][] = []
    this.steps.push({ kind: 'fork', to: fork })
    for (const part of parts) {
      fork.push(this.steps.length)
      this.compile(part)
      const jump: number[] = []
      leave.push(jump)
      this.steps.push({ kind: 'fork', to: jump })
    }
    for (const jump of leave) jump.push(this.steps.length)
  }

  #compileRepeat({ part, least, most }: Repeat): void {
    for (let count = 0; count < least; count++) this.compile(part)
    const forks: number[][] = []
    for (let count = least; count < (most === Infinity ? least + 1 : most); count++) {
      const at = this.steps.length
      const fork = [at + 1]
      forks.push(fork)
      this.steps.push({ kind: 'fork', to: fork })
      this.compile(part)
      if (most === Infinity) this.steps.push({ kind: 'fork', to: [at] })
    }
    for (const fork of forks) fork.push(this.steps.length)
  }
}
