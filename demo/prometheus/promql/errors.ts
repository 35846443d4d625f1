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

/** `line:column: parse error: …`, both from 1, as promql/parser prints them. */
export function parseError(text: string, from: number, message: string): PromqlError {
  const before = text.slice(0, from)
  const line = before.split('\n').length
  const column = from - before.lastIndexOf('\n')
  return new PromqlError('bad_data', `${line}:${column}: parse error: ${message}`)
}

export function unsupported(construct: string): PromqlError {
  return new PromqlError('not_implemented', `${construct} is not supported by the demo's evaluator`)
}
