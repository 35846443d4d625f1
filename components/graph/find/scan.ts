import { QueryFault } from '#components/graph/find/types.ts'

export interface Piece {
  readonly text: string
  readonly at: number
  readonly end: number
}

export interface Value extends Piece {
  readonly quoted: boolean
  /** Where in the query each character of `text` stands. */
  readonly places: readonly number[]
}

/** Longest first, so that `!*=` is not read as `!`. */
const symbols = [
  '!*=',
  '!^=',
  '!$=',
  '!=',
  '!~',
  '=~',
  '==',
  '*=',
  '^=',
  '$=',
  '>=',
  '<=',
  '=',
  '>',
  '<',
] as const

/** Reads a query from left to right. What a character means depends on where it stands: after an operator all is value. */
export class Scanner {
  readonly text: string
  at = 0

  constructor(text: string) {
    this.text = text
  }

  /** Steps over what is blank; false at the end. */
  skip(): boolean {
    while (this.at < this.text.length && isBlank(this.text[this.at])) this.at += 1
    return this.at < this.text.length
  }

  /** Takes `sign` if it stands here. */
  take(sign: string): boolean {
    if (!this.skip() || !this.text.startsWith(sign, this.at)) return false
    this.at += sign.length
    return true
  }

  /** A comparison sign, if one stands here. */
  takeSymbol(): Piece | undefined {
    this.skip()
    const at = this.at
    const found = symbols.find((symbol) => this.text.startsWith(symbol, at))
    if (!found) return undefined
    this.at += found.length
    return { text: found, at, end: this.at }
  }

  /** The word that stands here, not taken; undefined at the end, at a sign or at a quote. */
  peekWord(): Piece | undefined {
    if (!this.skip()) return undefined
    let end = this.at
    while (end < this.text.length && !this.#endsWord(end)) end += 1
    return end === this.at ? undefined : { text: this.text.slice(this.at, end), at: this.at, end }
  }

  takeWord(): Piece | undefined {
    const word = this.peekWord()
    if (word) this.at = word.end
    return word
  }

  /** A text in quotes, if one begins here. A backslash before a quote or a backslash takes it as it is. */
  takeQuoted(): Value | undefined {
    this.skip()
    const at = this.at
    const quote = this.text[at]
    if (quote !== '"' && quote !== "'") return undefined
    let text = ''
    const places: number[] = []
    for (let next = at + 1; next < this.text.length; next++) {
      if (this.text[next] === quote) {
        this.at = next + 1
        return { text, at, end: this.at, quoted: true, places }
      }
      if (this.text[next] === '\\' && /["'\\]/.test(this.text[next + 1] ?? '')) next += 1
      text += this.text[next]
      places.push(next)
    }
    throw new QueryFault('quoteOpen', { at, params: { quote } })
  }

  /**
   * What an operator compares with: a text in quotes, or all up to the next blank, `&&`, `||` or a closing parenthesis that
   * was not opened within it.
   */
  takeValue(operator: string): Value {
    const quoted = this.takeQuoted()
    if (quoted) return quoted
    const at = this.at
    let depth = 0
    let end = at
    for (; end < this.text.length && !isBlank(this.text[end]); end++) {
      const letter = this.text[end]
      if (letter === '(') depth += 1
      if (letter === ')' && --depth < 0) break
      if (this.text.startsWith('&&', end) || this.text.startsWith('||', end)) break
    }
    if (end === at) throw new QueryFault('valueExpected', { at, params: { operator } })
    if (/[=<>!]/.test(this.text[at] ?? '')) throw new QueryFault('valueQuoted', { at, params: { operator } })
    // A value was forgotten; a thing of that name stands in quotes.
    if (/^(and|or|not)$/i.test(this.text.slice(at, end)))
      throw new QueryFault('valueExpected', { at, length: end - at, params: { operator } })
    this.at = end
    const places = Array.from({ length: end - at }, (_, index) => at + index)
    return { text: this.text.slice(at, end), at, end, quoted: false, places }
  }

  #endsWord(at: number): boolean {
    const letter = this.text[at] ?? ''
    if (isBlank(letter) || /[()"'=<>]/.test(letter)) return true
    const rest = this.text.slice(at, at + 3)
    return /^(!=|!~|![*^$]=|[*^$]=|&&|\|\|)/.test(rest) || (letter === '!' && at === this.at)
  }
}

function isBlank(letter: string | undefined): boolean {
  return letter !== undefined && /\s/.test(letter)
}
