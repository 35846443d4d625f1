import { describe, expect, it } from 'vitest'
import { mesh } from '#components/graph/find/find.test-support.ts'
import { findFault, listMatches } from '#components/graph/find/language.ts'
import { listSuggestions } from '#components/graph/find/list-suggestions.ts'
import { type FaultCode, faultCodes } from '#components/graph/find/types.ts'
import messages from '#messages/en.json' with { type: 'json' }

/** The query, with `^` under the first wrong character; the code; what is suggested in its place. */
const table: readonly (readonly [string, string, FaultCode, string?])[] = [
  ['name =', '      ^', 'valueExpected'],
  ['name = AND healthy', '       ^', 'valueExpected'],
  ['rt > or', '     ^', 'valueExpected'],
  ['rt > ', '     ^', 'valueExpected'],
  ['rt >> 5', '    ^', 'valueQuoted'],
  ['name = =x', '       ^', 'valueQuoted'],
  ['name = "a', '       ^', 'quoteOpen'],
  ["name = 'a\\'", '       ^', 'quoteOpen'],
  ['"a', '^', 'quoteOpen'],
  ['(healthy', '^', 'parenthesisOpen'],
  ['healthy AND (idle OR dead', '            ^', 'parenthesisOpen'],
  ['healthy)', '       ^', 'parenthesisAlone'],
  ['()', ' ^', 'termExpected'],
  ['AND healthy', '^', 'termExpected'],
  ['healthy AND', '           ^', 'termExpected'],
  ['healthy AND OR idle', '            ^', 'termExpected'],
  ['healthy OR', '          ^', 'termExpected'],
  ['NOT', '   ^', 'termExpected'],
  ['!', ' ^', 'termExpected'],
  ['= 5', '^', 'termExpected'],
  ['!= 5', '^', 'termExpected'],
  ['> 5', '^', 'termExpected'],
  ['nam = x', '^', 'operandUnknown', 'name'],
  ['namepsace = x', '^', 'operandUnknown', 'namespace'],
  ['healthy AND httpinn > 5', '            ^', 'operandUnknown', 'httpin'],
  ['respo > 5', '^', 'operandUnknown', 'responsetime'],
  ['zzzz = x', '^', 'operandUnknown'],
  ['"name" = x', '^', 'operandUnknown'],
  ['zzzz contains x', '^', 'operandUnknown'],
  ['is helthy', '   ^', 'flagUnknown', 'healthy'],
  ['has zzzz', '    ^', 'flagUnknown'],
  ['is', '  ^', 'operandExpected'],
  ['is (idle)', '   ^', 'operandExpected'],
  ['label: = x', '      ^', 'labelExpected'],
  ['has label:', '          ^', 'labelExpected'],
  ['name > 5', '     ^', 'operatorUnfit'],
  ['httpin *= 5', '       ^', 'operatorUnfit'],
  ['httpin contains 5', '       ^', 'operatorUnfit'],
  ['rt =~ 1.*', '   ^', 'operatorUnfit'],
  ['healthy = true', '        ^', 'notAFlag'],
  ['mtls > 5', '     ^', 'notAFlag'],
  ['rt > abc', '     ^', 'numberExpected'],
  ['rt > 1,5', '     ^', 'numberExpected'],
  ['rt > NaN', '     ^', 'numberExpected'],
  ['rt > 1e', '      ^', 'unitUnknown'],
  ['rt > 5kB', '      ^', 'unitUnknown'],
  ['httpin > "5 ms"', '            ^', 'unitUnknown'],
  ['%httperr > 5ms', '            ^', 'unitUnknown'],
  ['rank > 5%', '       ^', 'numberExpected'],
  ['rank = 0', '       ^', 'rankRange'],
  ['rank <= 101', '        ^', 'rankRange'],
  ['code > 5xx', '       ^', 'numberExpected'],
  ['node = pod', '       ^', 'valueUnknown'],
  ['node = servce', '       ^', 'valueUnknown', 'service'],
  ['health = faling', '         ^', 'valueUnknown', 'failing'],
  ['protocol = http2', '           ^', 'valueUnknown', 'http'],
  ['name =~ (a', '        ^', 'pattern'],
  ['name =~ a)', '         ^', 'parenthesisAlone'],
  ['name =~ "a)"', '          ^', 'pattern'],
  ['name =~ *a', '        ^', 'pattern'],
  ['name =~ a(?=b)', '          ^', 'pattern'],
  ['name =~ (a)\\1', '           ^', 'pattern'],
  ['name =~ [z-a]', '         ^', 'pattern'],
  ['name =~ [a', '        ^', 'pattern'],
  ['name =~ a{3,1}', '         ^', 'pattern'],
  ['name =~ (a{99}){99}', '        ^', 'patternLarge'],
  ['name =~ ((((){99}){99}){99}){99}', '        ^', 'patternLarge'],
  [`${'('.repeat(41)}a${')'.repeat(41)}`, `${' '.repeat(40)}^`, 'tooDeep'],
  ['x'.repeat(501), `${' '.repeat(500)}^`, 'tooLong'],
]

describe('what is no query', () => {
  it.each(table.map((row) => [...row] as const))('%s', (text, caret, code, suggestion) => {
    const fault = findFault(text)
    expect({ code: fault?.code, at: fault?.at, suggestion: fault?.suggestion }).toEqual({
      code,
      at: caret.length - 1,
      suggestion,
    })
    expect(listMatches(mesh, text)).toEqual([])
  })

  it('has a word for each fault, and each fault has its case here', () => {
    expect(new Set(table.map(([, , code]) => code))).toEqual(new Set(faultCodes))
    expect(Object.keys(messages.graph.query.fault).sort()).toEqual([...faultCodes].sort())
  })

  it('says what a corrected query would be, and that one is a query', () => {
    for (const [text, , , suggestion] of table) {
      const fault = findFault(text)
      if (!suggestion || !fault) continue
      const corrected = `${text.slice(0, fault.at)}${suggestion}${text.slice(fault.at + fault.length)}`
      expect([corrected, findFault(corrected)]).toEqual([corrected, undefined])
    }
  })
})

/** The same numbers each time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('any text', () => {
  const pieces = [
    ...[
      'name',
      'rt',
      'healthy',
      'label:',
      'label:a',
      'is',
      'has',
      'not',
      'AND',
      'or',
      'contains',
      'rank',
      'code',
    ],
    ...[
      '=',
      '!=',
      '=~',
      '!~',
      '*=',
      '!^=',
      '>',
      '<=',
      '(',
      ')',
      '"',
      "'",
      '\\',
      '!',
      '&&',
      '||',
      '&',
      '|',
      '%',
    ],
    ...[
      ' ',
      '  ',
      '\t',
      '\n',
      '\0',
      '5',
      '5s',
      'NaN',
      '(a+)+',
      '[',
      ']',
      '{9}',
      '.*',
      '?',
      '^',
      '$',
      'é',
      '😀',
      '\u200f',
    ],
  ]

  it('is read without a throw, its fault lies within it, and completion holds to it too', () => {
    const random = createRandom(7)
    for (let round = 0; round < 2_000; round++) {
      const length = Math.floor(random() * 14)
      let text = ''
      for (let at = 0; at < length; at++) text += pieces[Math.floor(random() * pieces.length)]
      const fault = findFault(text)
      if (fault) {
        expect(fault.at).toBeGreaterThanOrEqual(0)
        expect(fault.at).toBeLessThanOrEqual(text.length)
      } else listMatches(mesh, text)
      const caret = Math.floor(random() * (text.length + 1))
      for (const { from, to } of listSuggestions(text, caret, mesh, [], { recent: [], saved: [] })) {
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeGreaterThanOrEqual(from)
      }
    }
  })

  it('of one kind of sign repeated to the limit is read at once', () => {
    for (const sign of ['(', ')', '!', '"', "'", 'not ', 'a=', 'a ', '\\', '=', 'a OR ', '&&', 'x'])
      expect(() => findFault(sign.repeat(Math.floor(500 / sign.length)))).not.toThrow()
  })
})
