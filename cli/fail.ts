import { CommanderError } from 'commander'
import { chooseExitCode, exitCodes } from '#cli/exit-codes.ts'
import { findDamage } from '#cli/place.ts'
import { maskControls } from '#cli/print.ts'
import { ConfigFaults } from '#server/config/load.ts'
import { isProblem, type Problem } from '#server/problem.ts'
import { wordKey } from '#server/words.ts'

/** A failure in words and the code to end with. `words` is undefined where somebody told it already. */
export interface Failure {
  readonly words?: string
  readonly exitCode: number
}

/** One line with cause and cure for whatever ended a command; settings have a line for each fault. Never a stack trace. */
export function explainFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : exitCodes.usage }
  if (error instanceof ConfigFaults) return { words: error.message, exitCode: exitCodes.config }
  // What nobody foresaw may be a part of the package that is not whole.
  const damage = isProblem(error) ? undefined : findDamage()
  return { words: `vardia: ${damage ?? describeError(error)}`, exitCode: chooseExitCode(error) }
}

/** A Problem by the catalogue with the failing server's own words, anything else by its message; on one line. */
export function describeError(error: unknown): string {
  const words = isProblem(error) ? wordProblem(error) : error instanceof Error ? error.message : String(error)
  return maskControls(words.replace(/\s+/g, ' ').trim())
}

function wordProblem({ code, params, cause, issues = [] }: Problem): string {
  const word = (part: string) => wordKey(`problem.${code}.${part}`, params)
  const reason = cause instanceof Error ? cause.message : String(cause ?? '')
  const more = [...issues.map(({ path, message }) => `${path} ${message}`), reason.slice(0, 300)].filter(
    Boolean,
  )
  return `${word('title')}. ${word('detail')}${more.length > 0 ? ` (${more.join('; ')})` : ''}`
}

/** Tells the failure on standard error and ends the process. */
export function failWith(error: unknown): never {
  const { words, exitCode } = explainFailure(error)
  if (words) process.stderr.write(`${words}\n`)
  process.exit(exitCode)
}
