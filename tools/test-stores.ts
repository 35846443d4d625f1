import { buildEach, readGoVersion } from '#e2e/real/servers/build-programs.ts'
import { storePrograms } from '#e2e/real/servers/programs.ts'
import { formatCounts } from '#tools/run/counts.ts'
import { onEnd } from '#tools/run/on-end.ts'
import { formatBuilt, tellWithoutGo, withoutGoExitCode } from '#tools/run/real-builds.ts'
import { runVitest } from '#tools/run/run-vitest.ts'

/**
 * `npm run test:stores`: builds Thanos and Tempo where they are missing, and runs what is held to them: `tools/stores`. Not
 * part of CI, for the builds alone take longer than its other tests. Without Go it says what it needs and exits with 3.
 */
if ((await readGoVersion()) === undefined) {
  tellWithoutGo()
  process.exit(withoutGoExitCode)
}
const ending = new AbortController()
onEnd(() => ending.abort())
await buildEach(storePrograms, (built) => console.log(formatBuilt(built)))
const { passed, failed, skipped } = await runVitest('stores', ['stores'], { signal: ending.signal })
for (const name of failed) console.log(`failed: ${name}`)
console.log(`stores: ${formatCounts({ passed, failed: failed.length, skipped: skipped.length })}`)
process.exitCode = failed.length > 0 ? 1 : 0
