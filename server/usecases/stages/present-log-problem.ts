import type { LogSource } from '#contract/logs.ts'
import type { Problem } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

/** Why a log is not to be had, with the API server's own words: it says of a container that it waits to start. */
export function presentLogProblem({ kind, code, params, cause }: Problem): NonNullable<LogSource['problem']> {
  const title = wordKey(`problem.${code}.title`, params)
  const words = cause instanceof Error ? cause.message : ''
  return { kind, code, params: { ...params }, text: words === '' ? title : `${title}: ${words}` }
}
