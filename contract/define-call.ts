import type * as z from 'zod/mini'

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One operation of the API, declared once. The server serves it, the browser and the CLI call it, and the
 * OpenAPI document describes it, all from this value.
 *
 * `effect` says whether the call can change the mesh: a `write` is refused to readers before its input is read.
 * `makesStale` names the calls whose answers a successful write may change.
 */
export interface Call<
  Input extends z.ZodMiniType = z.ZodMiniType,
  Output extends z.ZodMiniType = z.ZodMiniType,
> {
  readonly name: string
  readonly method: HttpMethod
  readonly path: `/api/v1/${string}`
  readonly summary: string
  readonly input: Input
  readonly output: Output
  readonly effect: 'read' | 'write'
  readonly makesStale?: readonly string[]
}

export type CallInput<C extends Call> = z.input<C['input']>
export type CallArguments<C extends Call> = z.output<C['input']>
export type CallOutput<C extends Call> = z.output<C['output']>

/** Returns the declaration unchanged; it exists so that every call is typed and found by one word. */
export function defineCall<Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  call: Call<Input, Output>,
): Call<Input, Output> {
  return call
}
