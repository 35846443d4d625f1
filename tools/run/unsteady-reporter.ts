import { relative } from 'node:path'
import type { Reporter, TestCase } from 'vitest/node'
import { tellWhy } from '#tools/run/tell-why.ts'

/**
 * Names each test that passed only when it was run again. In CI a test may be run again, since one refusal by chance
 * costs a whole landing; that it had to be is a fault of the test all the same, and is told.
 */
export default class UnsteadyReporter implements Reporter {
  readonly #lines: string[] = []

  onTestCaseResult(test: TestCase): void {
    const told = test.diagnostic()
    if (!told?.flaky) return
    const file = relative(process.cwd(), test.module.moduleId)
    const why = tellWhy(test.result().errors?.[0]?.message)
    this.#lines.push(`unsteady: ${file} > ${test.fullName} passed when run again (${told.retryCount})${why}`)
  }

  onTestRunEnd(): void {
    for (const line of this.#lines) console.log(line)
  }
}
