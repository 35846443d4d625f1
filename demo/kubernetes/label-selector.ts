import { checkLabelKey, checkLabelValue } from '#demo/kubernetes/label-names.ts'
import type { Matches } from '#demo/kubernetes/selectors.ts'
import { badRequest, StatusError } from '#demo/kubernetes/status.ts'

const operators = ['in', 'notin', '=', '==', '!=', 'gt', 'lt'] as const
type Operator = '=' | '!=' | 'in' | 'notin' | 'exists' | '!' | '>' | '<'

interface Requirement {
  readonly key: string
  readonly operator: Operator
  readonly values: readonly string[]
}

interface Token {
  readonly kind: 'word' | 'sign' | 'end'
  readonly text: string
}

/**
 * A label selector in the grammar of apimachinery's labels.Parse: `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>5`. Throws 400
 * in its words for anything else.
 */
export function parseLabelSelector(text: string): Matches {
  const requirements = new Parser(text).parse()
  return ({ labels }) => requirements.every((requirement) => meets(labels, requirement))
}

const fail = (message: string): never => {
  throw new StatusError(badRequest(message))
}
const failRequirement = (message: string): never => fail(`unable to parse requirement: ${message}`)

class Parser {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(text: string) {
    this.#tokens = [...text.matchAll(/==|!=|[=!(),<>]|[^=!(),<>\s]+/g)].map(
      ([token]): Token => ({ kind: /^[=!(),<>]/.test(token) ? 'sign' : 'word', text: token }),
    )
  }

  parse(): readonly Requirement[] {
    const requirements: Requirement[] = []
    while (this.#peek().kind !== 'end') {
      if (!this.#startsRequirement()) {
        fail(`found '${this.#peek().text}', expected: !, identifier, or 'end of string'`)
      }
      requirements.push(this.#parseRequirement())
      const next = this.#take()
      if (next.kind === 'end') break
      if (next.text !== ',') fail(`found '${next.text}', expected: ',' or 'end of string'`)
      if (!this.#startsRequirement()) fail(`found '${this.#peek().text}', expected: identifier after ','`)
    }
    return requirements
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' }
  }

  #take(): Token {
    const token = this.#peek()
    this.#at += 1
    return token
  }

  #startsRequirement(): boolean {
    const { kind, text } = this.#peek()
    return kind === 'word' || text === '!'
  }

  #parseRequirement(): Requirement {
    const isAbsent = this.#peek().text === '!'
    if (isAbsent) this.#take()
    const { kind, text: key } = this.#take()
    if (kind !== 'word') failRequirement(`found '${key}', expected: identifier`)
    const fault = checkLabelKey(key)
    if (fault) failRequirement(`<nil>: Invalid value: ${JSON.stringify(key)}: ${fault}`)
    if (isAbsent) return { key, operator: '!', values: [] }
    const next = this.#peek()
    if (next.kind === 'end' || next.text === ',') return { key, operator: 'exists', values: [] }
    const operator = this.#parseOperator()
    const values = operator === 'in' || operator === 'notin' ? this.#parseSet() : [this.#parseValue()]
    return checkValues({ key, operator, values })
  }

  #parseOperator(): Operator {
    const { text } = this.#take()
    if (text === '==') return '='
    if (text === '=' || text === '!=' || text === 'in' || text === 'notin' || text === '>' || text === '<') {
      return text
    }
    return failRequirement(`found '${text}', expected: ${operators.join(', ')}`)
  }

  #parseValue(): string {
    const { kind, text } = this.#peek()
    if (kind === 'end' || text === ',') return ''
    this.#take()
    return kind === 'word' ? text : failRequirement(`found '${text}', expected: identifier`)
  }

  /** `(a,b)`; nothing between two signs is the empty value. */
  #parseSet(): readonly string[] {
    const open = this.#take()
    if (open.text !== '(') failRequirement(`found '${open.text}' expected: '('`)
    const first = this.#peek()
    if (first.kind !== 'word' && first.text !== ',' && first.text !== ')') {
      failRequirement(`found '${first.text}', expected: ',', ')' or identifier`)
    }
    const values = new Set<string>()
    for (let isEmpty = true; ; ) {
      const { kind, text } = this.#take()
      if (kind === 'word') {
        values.add(text)
        isEmpty = false
        const next = this.#peek()
        if (next.text !== ',' && next.text !== ')')
          failRequirement(`found '${next.text}', expected: ',' or ')'`)
      } else if (text === ',' || text === ')') {
        if (isEmpty) values.add('')
        isEmpty = true
        if (text === ')') return [...values].sort()
      } else {
        failRequirement(`found '${text}', expected: ',', or identifier`)
      }
    }
  }
}

function checkValues(requirement: Requirement): Requirement {
  const { key, operator, values } = requirement
  values.forEach((value, at) => {
    const shown = `Invalid value: ${JSON.stringify(value)}`
    if ((operator === '>' || operator === '<') && !/^[-+]?\d+$/.test(value)) {
      failRequirement(`values[${at}]: ${shown}: for 'Gt', 'Lt' operators, the value must be an integer`)
    }
    const fault = checkLabelValue(value)
    if (fault) failRequirement(`values[${at}][${key}]: ${shown}: ${fault}`)
  })
  return requirement
}

/** As apimachinery's labels.Requirement: `!=` and `notin` also match objects without the label. */
function meets(labels: Readonly<Record<string, string>>, { key, operator, values }: Requirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'exists':
      return value !== undefined
    case '!':
      return value === undefined
    case '=':
    case 'in':
      return value !== undefined && values.includes(value)
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value)
    case '>':
    case '<': {
      if (value === undefined || !/^[-+]?\d+$/.test(value)) return false
      return operator === '>' ? Number(value) > Number(values[0]) : Number(value) < Number(values[0])
    }
  }
}
