import { findNearest } from '#components/graph/find/nearest-word.ts'
import type { Answer, Operand } from '#components/graph/find/operand-types.ts'
import { PatternFault } from '#components/graph/find/parse-pattern.ts'
import { buildPattern } from '#components/graph/find/pattern.ts'
import type { Value } from '#components/graph/find/scan.ts'
import { type FindContext, QueryFault, type Term } from '#components/graph/find/types.ts'
import { type Measure, parseNumber, units } from '#components/graph/find/units.ts'

type Test<Thing> = (thing: Thing, context: FindContext) => boolean

/** `operand operator value` as a condition; throws QueryFault when they do not go together. */
export function buildComparison(operand: Operand, operator: string, value: Value): Term {
  return operand.about === 'node'
    ? { kind: 'node', holds: buildTest(operand.answer, operand.id, operator, value) }
    : { kind: 'edge', holds: buildTest(operand.answer, operand.id, operator, value) }
}

/** `has operand`: a flag that is set, a text that is there, a number that is more than none. */
export function buildPresence(operand: Operand): Term {
  return operand.about === 'node'
    ? { kind: 'node', holds: buildPresenceTest(operand.answer) }
    : { kind: 'edge', holds: buildPresenceTest(operand.answer) }
}

function buildPresenceTest<Thing>(answer: Answer<Thing>): Test<Thing> {
  if (answer.kind === 'flag') return answer.read
  if (answer.kind === 'word') return (thing) => answer.read(thing) !== undefined
  if (answer.kind === 'number') return (thing, context) => isActive(answer.read(thing, context))
  return (thing, context) => answer.read(thing, context).length > 0
}

/** Nothing measured and nothing there are both no activity, as in Kiali. */
function isActive(value: number | undefined): boolean {
  return value !== undefined && !Number.isNaN(value) && value !== 0
}

function buildTest<Thing>(
  answer: Answer<Thing>,
  operand: string,
  operator: string,
  value: Value,
): Test<Thing> {
  if (answer.kind === 'number') return buildNumberTest(answer, operand, operator, value)
  if (answer.kind === 'word') return buildWordTest(answer, operand, operator, value)
  if (answer.kind === 'flag') return answer.read
  if (answer.kind === 'code' && /^[<>]/.test(operator)) {
    const compare = buildCompare(operator, readNumber(value, operand, 'count'))
    return (thing) => answer.read(thing).some((code) => /^\d+$/.test(code) && compare(Number(code)))
  }
  const fits =
    answer.kind === 'code' && /^!?=$/.test(operator) ? buildCodeTest(value.text) : buildFit(operator, value)
  const wanted = !operator.startsWith('!')
  return (thing, context) => answer.read(thing, context).some(fits) === wanted
}

/** `5xx` and `50X` stand for all codes of that form. */
function buildCodeTest(text: string): (code: string) => boolean {
  const wanted = text.toLowerCase()
  if (!/^[0-9x]{3}$/.test(wanted)) return (code) => code.toLowerCase() === wanted
  return (code) =>
    code.length === 3 && [...wanted].every((digit, at) => (digit === 'x' ? true : code[at] === digit))
}

function buildWordTest<Thing>(
  answer: Extract<Answer<Thing>, { kind: 'word' }>,
  operand: string,
  operator: string,
  value: Value,
): Test<Thing> {
  const wanted = !operator.startsWith('!')
  if (!/^!?=$/.test(operator)) {
    const fits = buildFit(operator, value)
    return (thing) => {
      const word = answer.read(thing)
      return (word !== undefined && fits(word)) === wanted
    }
  }
  const typed = value.text.toLowerCase()
  const word = answer.also && Object.hasOwn(answer.also, typed) ? answer.also[typed] : typed
  if (word === undefined || !answer.words.includes(word)) {
    const suggestion = findNearest(typed, answer.words)
    throw new QueryFault('valueUnknown', {
      ...placeOf(value),
      params: { operand, value: value.text, words: answer.words.join(', ') },
      ...(suggestion ? { suggestion } : {}),
    })
  }
  return (thing) => (answer.read(thing) === word) === wanted
}

function buildNumberTest<Thing>(
  answer: Extract<Answer<Thing>, { kind: 'number' }>,
  operand: string,
  operator: string,
  value: Value,
): Test<Thing> {
  if (value.text.toLowerCase() === 'nan' && /^!?=$/.test(operator))
    return (thing, context) => isActive(answer.read(thing, context)) === (operator === '!=')
  const compare = buildCompare(operator, readNumber(value, operand, answer.measure))
  return (thing, context) => {
    const number = answer.read(thing, context)
    // What is not measured is neither more nor less than anything, and differs from every number.
    return number === undefined || Number.isNaN(number) ? operator === '!=' : compare(number)
  }
}

function readNumber(value: Value, operand: string, measure: Measure): number {
  const parsed = parseNumber(value.text, measure)
  const place = placeOf(value)
  if (parsed.kind === 'bad' && parsed.why === 'unit') {
    const unit = value.text.slice(parsed.unitAt)
    const at = value.places[parsed.unitAt] ?? value.at
    const known = Object.keys(units[measure]).filter((each) => each !== '')
    if (known.length > 0)
      throw new QueryFault('unitUnknown', {
        at,
        length: unit.length,
        params: { operand, unit, units: known.join(', ') },
      })
  }
  if (parsed.kind !== 'number')
    throw new QueryFault('numberExpected', { ...place, params: { operand, value: value.text } })
  if (measure === 'rank' && (parsed.value < 1 || parsed.value > 100))
    throw new QueryFault('rankRange', { ...place, params: { operand, value: value.text } })
  return parsed.value
}

function buildCompare(operator: string, wanted: number): (given: number) => boolean {
  // Rates are sums of floating-point numbers: what differs in the tenth digit is the same.
  const isSame = (given: number) => Math.abs(given - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted))
  if (operator === '=') return isSame
  if (operator === '!=') return (given) => !isSame(given)
  if (operator === '>') return (given) => given > wanted && !isSame(given)
  if (operator === '>=') return (given) => given > wanted || isSame(given)
  if (operator === '<') return (given) => given < wanted && !isSame(given)
  return (given) => given < wanted || isSame(given)
}

/** How one text is compared; a leading `!` is the caller's. Case is ignored. */
function buildFit(operator: string, value: Value): (text: string) => boolean {
  const sign = operator.replace('!', '')
  if (sign === '=~' || sign === '~') return buildPatternFit(value)
  const wanted = value.text.toLowerCase()
  if (sign === '*=') return (text) => text.toLowerCase().includes(wanted)
  if (sign === '^=') return (text) => text.toLowerCase().startsWith(wanted)
  if (sign === '$=') return (text) => text.toLowerCase().endsWith(wanted)
  return (text) => text.toLowerCase() === wanted
}

function buildPatternFit(value: Value): (text: string) => boolean {
  try {
    return buildPattern(value.text)
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error
    if (error.why === 'large') throw new QueryFault('patternLarge', placeOf(value))
    throw new QueryFault('pattern', {
      at: value.places[error.at] ?? value.end - (value.quoted ? 1 : 0),
      params: { pattern: value.text },
    })
  }
}

function placeOf(value: Value): { at: number; length: number } {
  return { at: value.at, length: value.end - value.at }
}
