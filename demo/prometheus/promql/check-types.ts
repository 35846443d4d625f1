import { COMPARISONS, type Expr, SET_OPERATORS, type ValueType } from '#demo/prometheus/promql/ast.ts'
import { parseError, unsupported } from '#demo/prometheus/promql/errors.ts'
import { AGGREGATIONS, EXPERIMENTAL, SIGNATURES } from '#demo/prometheus/promql/signatures.ts'

const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  matrix: 'range vector',
  string: 'string',
}

/** The type an expression evaluates to. */
export function readType(expr: Expr): ValueType {
  switch (expr.kind) {
    case 'number':
      return 'scalar'
    case 'string':
      return 'string'
    case 'selector':
      return expr.rangeMs === undefined ? 'vector' : 'matrix'
    case 'subquery':
      return 'matrix'
    case 'aggregate':
      return 'vector'
    case 'unary':
    case 'paren':
      return readType(expr.expr)
    case 'call':
      return SIGNATURES[expr.name]?.returns ?? 'vector'
    case 'binary':
      return readType(expr.left) === 'scalar' && readType(expr.right) === 'scalar' ? 'scalar' : 'vector'
  }
}

/** Throws as `checkAST` of promql/parser/parse.go does, for what the grammar allows and the types do not. */
export function checkTypes(text: string, expr: Expr): void {
  if (expr.kind === 'call') checkCall(text, expr)
  else if (expr.kind === 'aggregate') checkAggregate(text, expr)
  else if (expr.kind === 'binary') checkBinary(text, expr)
  else if (expr.kind === 'paren') checkTypes(text, expr.expr)
  else if (expr.kind === 'unary') checkUnary(text, expr)
  else if (expr.kind === 'subquery') checkSubquery(text, expr)
}

function checkUnary(text: string, expr: Extract<Expr, { kind: 'unary' }>): void {
  checkTypes(text, expr.expr)
  const got = readType(expr.expr)
  if (got === 'scalar' || got === 'vector') return
  throw parseError(
    text,
    expr.from,
    `unary expression only allowed on expressions of type scalar or instant vector, got "${TYPE_NAMES[got]}"`,
  )
}

function checkSubquery(text: string, expr: Extract<Expr, { kind: 'subquery' }>): void {
  checkTypes(text, expr.expr)
  const got = readType(expr.expr)
  if (got === 'vector') return
  throw parseError(
    text,
    expr.from,
    `subquery is only allowed on instant vector, got ${TYPE_NAMES[got]} instead`,
  )
}

function checkCall(text: string, expr: Extract<Expr, { kind: 'call' }>): void {
  const signature = SIGNATURES[expr.name]
  if (EXPERIMENTAL.has(expr.name)) {
    throw parseError(text, expr.from, `function ${JSON.stringify(expr.name)} is not enabled`)
  }
  if (!signature) throw unsupported(`the function ${expr.name}()`)
  const most = signature.args.length
  const least = signature.optional < 0 ? most - 1 : most - signature.optional
  const count = expr.args.length
  if (signature.optional === 0 && count !== most) {
    throw parseError(text, expr.from, `expected ${most} argument(s) in call to "${expr.name}", got ${count}`)
  }
  if (count < least) {
    throw parseError(
      text,
      expr.from,
      `expected at least ${least} argument(s) in call to "${expr.name}", got ${count}`,
    )
  }
  if (signature.optional > 0 && count > most) {
    throw parseError(
      text,
      expr.from,
      `expected at most ${most} argument(s) in call to "${expr.name}", got ${count}`,
    )
  }
  expr.args.forEach((arg, at) => {
    checkTypes(text, arg)
    const wanted = signature.args[Math.min(at, most - 1)]
    if (wanted) expectType(text, arg, wanted, `call to function "${expr.name}"`)
  })
}

function checkAggregate(text: string, expr: Extract<Expr, { kind: 'aggregate' }>): void {
  if (!(expr.op in AGGREGATIONS)) {
    const feature = '--enable-feature=promql-experimental-functions'
    throw parseError(text, expr.from, `${expr.op}() is experimental and must be enabled with ${feature}`)
  }
  const param = AGGREGATIONS[expr.op]
  const wanted = param ? 2 : 1
  const count = expr.param ? 2 : 1
  if (wanted !== count) {
    throw parseError(
      text,
      expr.from,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${count}`,
    )
  }
  checkTypes(text, expr.expr)
  expectType(text, expr.expr, 'vector', 'aggregation expression')
  if (expr.param && param) {
    checkTypes(text, expr.param)
    expectType(text, expr.param, param, 'aggregation parameter')
  }
}

function checkBinary(text: string, expr: Extract<Expr, { kind: 'binary' }>): void {
  checkTypes(text, expr.left)
  checkTypes(text, expr.right)
  const left = readType(expr.left)
  const right = readType(expr.right)
  for (const side of [expr.left, expr.right]) {
    if (!['scalar', 'vector'].includes(readType(side))) {
      throw parseError(text, side.from, 'binary expression must contain only scalar and instant vector types')
    }
  }
  if (expr.op === '</' || expr.op === '>/') throw unsupported(`the operator ${expr.op}`)
  if (expr.bool && !COMPARISONS.has(expr.op)) {
    throw parseError(text, expr.opFrom, 'bool modifier can only be used on comparison operators')
  }
  if (left === 'scalar' && right === 'scalar' && COMPARISONS.has(expr.op) && !expr.bool) {
    throw parseError(text, expr.opFrom, 'comparisons between scalars must use BOOL modifier')
  }
  if (SET_OPERATORS.has(expr.op) && (left === 'scalar' || right === 'scalar')) {
    throw parseError(text, expr.from, `set operator "${expr.op}" not allowed in binary scalar expression`)
  }
  const { labels, include, on } = expr.matching
  if (labels.length > 0 && (left !== 'vector' || right !== 'vector')) {
    throw parseError(text, expr.from, 'vector matching only allowed between instant vectors')
  }
  const twice = on ? include.find((label) => labels.includes(label)) : undefined
  if (twice) {
    throw parseError(text, expr.opFrom, `label "${twice}" must not occur in ON and GROUP clause at once`)
  }
}

function expectType(text: string, expr: Expr, wanted: ValueType, where: string): void {
  const got = readType(expr)
  if (got !== wanted) {
    throw parseError(
      text,
      expr.from,
      `expected type ${TYPE_NAMES[wanted]} in ${where}, got ${TYPE_NAMES[got]}`,
    )
  }
}
