import { addCounts, type Counts, formatCounts, parseCounts } from '#tools/run/counts.ts'
import { listNamed } from '#tools/run/named.ts'
import { onEnd } from '#tools/run/on-end.ts'
import { withoutGoExitCode } from '#tools/run/real-builds.ts'
import { type Ended, runCommand } from '#tools/run/steps.ts'

/**
 * What `.ci/run` does once packages are there: `npm test`, then the tests on real servers, both to their end. Says how
 * long each took, and last the counts of both together.
 */
const ending = new AbortController()
onEnd(() => ending.abort())
const named: string[] = []
const run = async (name: string, script: string): Promise<Counts> => {
  const start = performance.now()
  const ended = await runCommand([process.execPath, script], { loud: true, signal: ending.signal })
  const minutes = ((performance.now() - start) / 60_000).toFixed(1)
  const counts = judge(name, ended)
  named.push(...listNamed(ended.output))
  console.log(`${name} took ${minutes} minutes: ${formatCounts(counts)}`)
  return counts
}

/** A run that fails without a case that does, or that does not come to counting, is one failure. */
function judge(name: string, { code, output }: Ended): Counts {
  const isMandatory = process.env['CI'] === 'true'
  if (name === 'test:real' && code === withoutGoExitCode && !isMandatory)
    return { passed: 0, failed: 0, skipped: 1 }
  const counts = parseCounts(output) ?? { passed: 0, failed: 0, skipped: 0 }
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

const all = [await run('test', 'tools/test.ts'), await run('test:real', 'tools/test-real.ts')]
const [, real] = all
// The first part's names lie far above by now, where nobody who reads the end of a log sees them.
for (const line of named) console.log(line)
console.log(`real: ${formatCounts(real ?? addCounts([]))}`)
const total = addCounts(all)
console.log(formatCounts(total))
process.exitCode = total.failed > 0 ? 1 : 0
