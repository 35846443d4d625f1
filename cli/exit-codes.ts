import { isProblem, type Problem } from '#server/problem.ts'

/** What the process ends with. docs/cli.md has the same table; those above 63 are of BSD's sysexits.h. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** A server does not answer, or not as it should. */
  unavailable: 69,
  /** A server refuses this person. */
  forbidden: 77,
  /** Settings or kubeconfig cannot be used. */
  config: 78,
} as const

const byKind: Readonly<Partial<Record<Problem['kind'], number>>> = {
  invalid: exitCodes.usage,
  unavailable: exitCodes.unavailable,
  timeout: exitCodes.unavailable,
  refused: exitCodes.unavailable,
  unauthenticated: exitCodes.forbidden,
  forbidden: exitCodes.forbidden,
}

export function chooseExitCode(error: unknown): number {
  if (!isProblem(error)) return exitCodes.failed
  if (error.code.startsWith('kubeconfig-')) return exitCodes.config
  // Files that cannot be used are not the command line's fault, nor any server's.
  if (error.code.startsWith('files-')) return exitCodes.failed
  return byKind[error.kind] ?? exitCodes.failed
}
