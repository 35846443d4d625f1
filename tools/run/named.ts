/** The lines of a run that name a test or a program: what failed, what could not run, what passed only when run again. */
export function listNamed(output: string): string[] {
  return [...new Set(output.match(/^(?:failed|skipped|unsteady): .+$/gm))]
}
