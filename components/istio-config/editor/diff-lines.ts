import { type Change, diff } from '@codemirror/merge'

/** Code units that stand for lines: neither halves of pairs, nor what a diff may treat as a character of its own. */
const firstUnit = 0x100
const pairsFrom = 0xd800
const pairsTo = 0xe000

/** What differs between two lists of lines, in order; places are numbers of lines from 0. */
export function diffLines(a: readonly string[], b: readonly string[]): readonly Change[] {
  const units = new Map<string, string>()
  const encode = (lines: readonly string[]) =>
    lines
      .map((line) => {
        const known = units.get(line)
        if (known !== undefined) return known
        const at = firstUnit + units.size
        const unit = String.fromCharCode(at < pairsFrom ? at : at - pairsFrom + pairsTo)
        units.set(line, unit)
        return unit
      })
      .join('')
  return diff(encode(a), encode(b))
}

/** Without the empty line that a text's last line end makes. */
export function splitLines(text: string): readonly string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
