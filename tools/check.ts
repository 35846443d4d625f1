import { runVitest } from '#tools/run/run-vitest.ts'
import { type Outcome, runCheck, textChecks } from '#tools/run/steps.ts'

/** `npm run check`: house, types, lint, knip and unit tests, each named with its time; stops at nothing. */
const outcomes: Outcome[] = []
for (const [name, command] of textChecks) outcomes.push(await runCheck(name, command))
outcomes.push(await runVitest('unit', ['unit', 'dom']))

console.log('')
for (const { name, seconds, failed } of outcomes) {
  console.log(`${failed.length ? '✗' : '✓'} ${name.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s`)
}
process.exitCode = outcomes.some(({ failed }) => failed.length > 0) ? 1 : 0
