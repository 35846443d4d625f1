import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'
import {
  type Binary,
  type Expr,
  type Matching,
  SET_OPERATORS,
  type Shift,
} from '#demo/prometheus/promql/ast.ts'
import { bindToLast } from '#demo/prometheus/promql/bind-to-last.ts'
import { blankComments } from '#demo/prometheus/promql/blank-comments.ts'
import { checkTypes } from '#demo/prometheus/promql/check-types.ts'
import { PromqlError, parseError, unsupported } from '#demo/prometheus/promql/errors.ts'
import { parseDurationMs, parseNumber, parseString } from '#demo/prometheus/promql/literals.ts'
import { buildMatcher, type Matcher, type MatchOp, matchesEmpty } from '#demo/prometheus/promql/matchers.ts'
import { checkSyntax } from '#demo/prometheus/promql/syntax-errors.ts'

/**
 * Parses and type-checks a query. Throws PromqlError: bad_data with Prometheus' `line:column: parse error: …`, or
 * not_implemented naming a construct that the evaluator leaves out.
 */
export function parsePromql(written: string): Expr {
  const text = blankComments(written)
  const tree = parser.parse(text)
  checkSyntax(text, tree)
  const root = tree.topNode.firstChild
  if (!root) throw parseError(text, 0, 'no expression found in input')
  const expr = new Builder(text).build(root)
  checkTypes(text, expr)
  return expr
}

class Builder {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  build(node: SyntaxNode): Expr {
    const span = { from: node.from, to: node.to }
    switch (node.type.name) {
      case 'NumberDurationLiteral':
        return { ...span, kind: 'number', value: parseNumber(this.#read(node)) }
      case 'StringLiteral':
        return { ...span, kind: 'string', value: this.#readString(node) }
      case 'ParenExpr':
        return { ...span, kind: 'paren', expr: this.build(this.#child(node, 'Expr')) }
      case 'UnaryExpr':
        return this.#buildUnary(node)
      case 'VectorSelector':
        return { ...span, kind: 'selector', matchers: this.#buildMatchers(node), shift: { offsetMs: 0 } }
      case 'MatrixSelector':
        return this.#buildRange(node)
      case 'SubqueryExpr':
        return this.#buildSubquery(node)
      case 'OffsetExpr':
        return this.#shift(node, { offsetMs: this.#readOffset(this.#child(node, 'OffsetDurationExpr')) })
      case 'StepInvariantExpr':
        return this.#shift(node, { at: this.#readAt(node) })
      case 'AggregateExpr':
        return this.#buildAggregate(node)
      case 'BinaryExpr':
        return this.#buildBinary(node)
      case 'FunctionCall':
        return {
          ...span,
          kind: 'call',
          name: this.#read(this.#child(node, 'FunctionIdentifier')),
          args: this.#child(node, 'FunctionCallBody')
            .getChildren('Expr')
            .map((arg) => this.build(arg)),
        }
      case 'AnchoredExpr':
      case 'SmoothedExpr': {
        const modifier = node.type.name.slice(0, 8).toLowerCase()
        throw parseError(this.#text, node.from, `${modifier} modifier is experimental and not enabled`)
      }
      default:
        throw unsupported(node.type.name)
    }
  }

  #read(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to)
  }

  #readString(node: SyntaxNode): string {
    try {
      return parseString(this.#read(node))
    } catch (error) {
      throw parseError(this.#text, node.from, error instanceof PromqlError ? error.message : String(error))
    }
  }

  #child(node: SyntaxNode, name: string): SyntaxNode {
    const child = node.getChild(name)
    if (!child) throw parseError(this.#text, node.from, `unexpected ${this.#read(node)}`)
    return child
  }

  #buildUnary(node: SyntaxNode): Expr {
    const expr = this.build(this.#child(node, 'Expr'))
    return this.#read(this.#child(node, 'UnaryOp')) === '-'
      ? { from: node.from, to: node.to, kind: 'unary', expr }
      : { ...expr, from: node.from }
  }

  #buildRange(node: SyntaxNode): Expr {
    const duration = this.#child(node, 'DurationExpr')
    const rangeMs = this.#readDuration(duration)
    if (rangeMs <= 0) throw parseError(this.#text, duration.from, 'duration must be greater than 0')
    const bracket = this.#text.lastIndexOf('[', duration.from)
    return bindToLast(this.build(this.#child(node, 'Expr')), node.to, (inner) => {
      const fail = (message: string) => parseError(this.#text, bracket, message)
      if (inner.kind !== 'selector' || inner.rangeMs !== undefined) {
        throw fail('ranges only allowed for vector selectors')
      }
      if (inner.shift.offsetMs !== 0) throw fail('no offset modifiers allowed before range')
      if (inner.shift.at !== undefined) throw fail('no @ modifiers allowed before range')
      return { ...inner, to: node.to, rangeMs }
    })
  }

  #buildSubquery(node: SyntaxNode): Expr {
    const [range, step] = node.getChildren('DurationExpr').map((part) => this.#readDuration(part))
    if (!range || range <= 0) throw parseError(this.#text, node.from, 'duration must be greater than 0')
    return bindToLast(this.build(this.#child(node, 'Expr')), node.to, (expr) => ({
      from: expr.from,
      to: node.to,
      kind: 'subquery',
      expr,
      rangeMs: range,
      ...(step && { stepMs: step }),
      shift: { offsetMs: 0 },
    }))
  }

  #readDuration(node: SyntaxNode): number {
    const literal = node.firstChild
    if (literal?.type.name !== 'NumberDurationLiteralInDurationContext' || literal.nextSibling) {
      throw unsupported(`a duration expression (${this.#read(node)})`)
    }
    const text = this.#read(literal)
    return parseDurationMs(text) ?? Math.round(parseNumber(text) * 1000)
  }

  #readOffset(node: SyntaxNode): number {
    const sign = node.getChild('UnaryOp')
    if (!sign) return this.#readDuration(node)
    const offset = this.#readOffset(this.#child(node, 'OffsetDurationExpr'))
    return this.#read(sign) === '-' ? -offset : offset
  }

  #readAt(node: SyntaxNode): number | 'start' | 'end' {
    const word = node.getChild('AtModifierPreprocessors')
    if (word) return word.getChild('AtStart') ? 'start' : 'end'
    const literal = this.#child(node, 'At').nextSibling
    return Math.round(parseNumber(literal ? this.#read(literal) : '') * 1000)
  }

  #shift(node: SyntaxNode, change: Partial<Shift>): Expr {
    const modifier = change.at === undefined ? 'offset' : '@'
    return bindToLast(this.build(this.#child(node, 'Expr')), node.to, (inner) => {
      if (inner.kind !== 'selector' && inner.kind !== 'subquery') {
        throw parseError(
          this.#text,
          inner.from,
          `${modifier} modifier must be preceded by an instant vector selector or range vector selector or a subquery`,
        )
      }
      if (change.offsetMs !== undefined && inner.shift.offsetMs !== 0) {
        throw parseError(this.#text, inner.from, 'offset may not be set multiple times')
      }
      if (change.at !== undefined && inner.shift.at !== undefined) {
        throw parseError(this.#text, inner.from, '@ <timestamp> may not be set multiple times')
      }
      return { ...inner, to: node.to, shift: { ...inner.shift, ...change } }
    })
  }

  #buildMatchers(node: SyntaxNode): readonly Matcher[] {
    const name = node.getChild('Identifier')
    const matchers: Matcher[] = name ? [buildMatcher('__name__', '=', this.#read(name))] : []
    const list = node.getChild('LabelMatchers')
    for (const item of list?.getChildren('UnquotedLabelMatcher') ?? []) {
      matchers.push(this.#buildMatcher(item, this.#read(this.#child(item, 'LabelName'))))
    }
    for (const item of list?.getChildren('QuotedLabelMatcher') ?? []) {
      matchers.push(this.#buildMatcher(item, parseString(this.#read(this.#child(item, 'QuotedLabelName')))))
    }
    for (const item of list?.getChildren('QuotedLabelName') ?? []) {
      matchers.push(buildMatcher('__name__', '=', parseString(this.#read(item))))
    }
    const second = matchers.slice(1).find(({ label }) => label === '__name__')
    if (name && second) {
      throw parseError(
        this.#text,
        node.from,
        `metric name must not be set twice: ${JSON.stringify(this.#read(name))} or ${JSON.stringify(second.value)}`,
      )
    }
    if (matchers.every(matchesEmpty)) {
      throw parseError(this.#text, node.from, 'vector selector must contain at least one non-empty matcher')
    }
    return matchers
  }

  #buildMatcher(item: SyntaxNode, label: string): Matcher {
    // The grammar lists exactly these four operators.
    const op = this.#read(this.#child(item, 'MatchOp')) as MatchOp
    try {
      return buildMatcher(label, op, parseString(this.#read(this.#child(item, 'StringLiteral'))))
    } catch (error) {
      throw parseError(this.#text, item.from, error instanceof PromqlError ? error.message : String(error))
    }
  }

  #buildAggregate(node: SyntaxNode): Expr {
    const args = this.#child(node, 'FunctionCallBody').getChildren('Expr')
    const op = this.#read(this.#child(node, 'AggregateOp')).toLowerCase()
    const modifier = node.getChild('AggregateModifier')
    const [first, second, third] = args.map((arg) => this.build(arg))
    if (!first) throw parseError(this.#text, node.from, 'no arguments for aggregate expression provided')
    if (third) {
      throw parseError(
        this.#text,
        node.from,
        `wrong number of arguments for aggregate expression provided, expected at most 2, got ${args.length}`,
      )
    }
    return {
      from: node.from,
      to: node.to,
      kind: 'aggregate',
      op,
      expr: second ?? first,
      ...(second && { param: first }),
      by: !modifier?.getChild('Without'),
      labels: modifier ? this.#readLabels(this.#child(modifier, 'GroupingLabels')) : [],
    }
  }

  #readLabels(node: SyntaxNode): readonly string[] {
    return [
      ...node.getChildren('LabelName').map((label) => this.#read(label)),
      ...node.getChildren('QuotedLabelName').map((label) => parseString(this.#read(label))),
    ]
  }

  #buildBinary(node: SyntaxNode): Expr {
    const [leftNode, rightNode] = node.getChildren('Expr')
    const operator = leftNode?.nextSibling
    if (!(leftNode && rightNode && operator))
      throw parseError(this.#text, node.from, 'unexpected end of input')
    const fill = node.getChild('FillModifier')
    if (fill) throw parseError(this.#text, node.from, 'binop fill modifiers are experimental and not enabled')
    const op = this.#read(operator).toLowerCase()
    const left = this.build(leftNode)
    const binary: Expr & Binary = {
      from: node.from,
      to: node.to,
      kind: 'binary',
      op,
      left,
      right: this.build(rightNode),
      opFrom: operator.from,
      bool: node.getChild('BoolModifier') !== null,
      matching: this.#buildMatching(node, op),
    }
    // The grammar takes `-1` for a literal where Prometheus' binds the sign looser than a power: -1 ^ 2 is -1.
    const signed = op === '^' && left.kind === 'number' && /^[-+]/.test(this.#read(leftNode))
    if (!signed) return binary
    const power: Expr = { ...binary, from: left.from + 1, left: { ...left, value: Math.abs(left.value) } }
    return this.#read(leftNode).startsWith('-')
      ? { from: node.from, to: node.to, kind: 'unary', expr: power }
      : power
  }

  #buildMatching(node: SyntaxNode, op: string): Matching {
    const clause = node.getChild('MatchingModifierClause')
    const [labels, include] = clause?.getChildren('GroupingLabels') ?? []
    const grouped = clause?.getChild('GroupLeft')
      ? 'many-to-one'
      : clause?.getChild('GroupRight')
        ? 'one-to-many'
        : undefined
    if (grouped && SET_OPERATORS.has(op)) {
      throw parseError(this.#text, node.from, `no grouping allowed for ${JSON.stringify(op)} operation`)
    }
    return {
      on: clause?.getChild('On') != null,
      labels: labels ? this.#readLabels(labels) : [],
      cardinality: SET_OPERATORS.has(op) ? 'many-to-many' : (grouped ?? 'one-to-one'),
      include: include ? this.#readLabels(include) : [],
    }
  }
}
