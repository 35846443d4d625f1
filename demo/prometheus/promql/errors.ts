/** What the HTTP API says in `errorType`; `not_implemented` is our own, for what this evaluator leaves out. */
export type PromqlErrorType = 'bad_data' | 'execution' | 'timeout' | 'not_implemented'

export class PromqlError extends Error {
  override readonly name = 'PromqlError'
  readonly type: PromqlErrorType

  constructor(type: PromqlErrorType, message: string) {
    super(message)
    this.type = type
  }
}

/** `line:column: parse error: …`, as promql/parser prints it. */
export function parseError(text: string, from: number, message: string): PromqlError {
  return new PromqlError('bad_data', `${formatPosition(text, from)}: parse error: ${message}`)
}

/** Line and column, both from 1 (promql/parser/posrange); of no text there is no position. */
export function formatPosition(text: string, from: number): string {
  if (text === '') return 'unknown position'
  const before = text.slice(0, from)
  return `${before.split('\n').length}:${from - before.lastIndexOf('\n')}`
}

export function unsupported(construct: string): PromqlError {
  return new PromqlError('not_implemented', `${construct} is not supported by the demo's evaluator`)
}
