import { installPrograms } from '#tools/run/install-programs.ts'
import { runVitest } from '#tools/run/run-vitest.ts'
import { type Outcome, runCheck, textChecks } from '#tools/run/steps.ts'
import { summarise } from '#tools/run/summarise.ts'

/**
 * `npm test`: everything. House, types, lint and knip count as one each, tests by their cases. The last line is
 * `N passed, N failed`, with `, N skipped` where something could not run here.
 */
const missing = await installPrograms()
const outcomes: Outcome[] = []
for (const [name, command] of textChecks) outcomes.push(await runCheck(name, command))
for (const [name, projects] of [
  ['unit', ['unit', 'dom']],
  ['wire', ['wire']],
  ['journeys', ['journeys']],
] as const) {
  outcomes.push(await runVitest(name, projects))
}

const summary = summarise(outcomes, missing, process.env['CI'] === 'true')
for (const line of summary.lines) console.log(line)
process.exitCode = summary.exitCode
