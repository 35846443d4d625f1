import { buildPrograms, readGoVersion } from '#e2e/real/servers/build-programs.ts'
import { formatCounts } from '#tools/run/counts.ts'
import { onEnd } from '#tools/run/on-end.ts'
import { formatBuilt, tellWithoutGo, withoutGoExitCode } from '#tools/run/real-builds.ts'
import { runVitest } from '#tools/run/run-vitest.ts'

/**
 * `npm run test:real`: builds the real servers that are missing, runs the tests that need them over one mesh of them, and
 * ends with `real: N passed, N failed`. Without Go it says what it needs and exits with 3. Vitest owns the servers; they
 * end with it, also when it is killed.
 */
if ((await readGoVersion()) === undefined) {
  tellWithoutGo()
  process.exit(withoutGoExitCode)
}
const ending = new AbortController()
onEnd(() => ending.abort())
const start = performance.now()
const seconds = () => ((performance.now() - start) / 1_000).toFixed(0)
try {
  await buildPrograms((built) => console.log(formatBuilt(built)))
} catch (error) {
  console.log(String(error))
  console.log('real: 0 passed, 1 failed')
  process.exit(1)
}
console.log(`servers are built after ${seconds()} s`)
let output = ''
const { passed, failed, skipped } = await runVitest('real', ['real'], {
  signal: ending.signal,
  hear: (said) => {
    output += said
  },
})
for (const name of skipped) console.log(`skipped: ${name}`)
for (const name of failed) console.log(`failed: ${name}`)
// The tables of requests say how many agree; whether these are enough is a test of each.
for (const [line] of output.matchAll(/^fidelity .+$/gm)) console.log(line)
console.log(`real took ${seconds()} s`)
console.log(`real: ${formatCounts({ passed, failed: failed.length, skipped: skipped.length })}`)
process.exitCode = failed.length > 0 ? 1 : 0
