import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { listToRunAgain, mergeSecondRun, type Report } from '#tools/run/report.ts'
import { type Outcome, root, runCommand, tell } from '#tools/run/steps.ts'
import { tellWhy } from '#tools/run/tell-why.ts'

interface RunOptions {
  /** Is given all that the run said. */
  readonly hear?: (output: string) => void
  /** Asks the run to end. */
  readonly signal?: AbortSignal
}

/**
 * Runs projects of vitest.config.ts and counts each test case; a file that does not even load is one failure. In CI the
 * files that failed run once more, each from its beginning, where they are few: a test that is run again by itself keeps
 * what its file set up, which may be what was bad. Says which tests passed only so.
 */
export async function runVitest(
  name: string,
  projects: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  const start = performance.now()
  const seconds = () => (performance.now() - start) / 1000
  const first = await runFiles(name, projects, [], options)
  if (!first.report)
    return tell({
      name,
      seconds: seconds(),
      passed: 0,
      failed: [`${name}: vitest gave no report`],
      skipped: [],
    })
  const files = process.env['CI'] === 'true' ? listToRunAgain(first.report) : []
  if (files.length === 0)
    return tell({ name, seconds: seconds(), ...countCases(name, first.report, first.code) })
  const second = await runFiles(`${name}-again`, projects, files, options)
  const { report, unsteady } = mergeSecondRun(first.report, second.report ?? { testResults: [] }, root)
  for (const line of unsteady) console.log(line)
  return tell({ name, seconds: seconds(), ...countCases(name, report, second.code) })
}

async function runFiles(
  name: string,
  projects: readonly string[],
  files: readonly string[],
  { hear, signal }: RunOptions,
): Promise<{ readonly report: Report | undefined; readonly code: number }> {
  const reportPath = join(root, `.cache/tests/${name}.json`)
  await mkdir(join(root, '.cache/tests'), { recursive: true })
  await rm(reportPath, { force: true })
  const ended = await runCommand(
    [
      process.execPath,
      'node_modules/vitest/vitest.mjs',
      'run',
      ...files,
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=./tools/run/unsteady-reporter.ts',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ],
    { loud: true, ...(signal ? { signal } : {}) },
  )
  hear?.(ended.output)
  return { report: await readFile(reportPath, 'utf8').then(JSON.parse, () => undefined), code: ended.code }
}

/** What a report and the exit code of its run amount to. A run that failed for another reason is one failure more. */
export function countCases(
  name: string,
  report: Report,
  exitCode: number,
): Pick<Outcome, 'passed' | 'failed' | 'skipped'> {
  const cases = report.testResults.flatMap((file) => {
    const at = file.name.replace(`${root}/`, '')
    return file.assertionResults.map(({ fullName, status, failureMessages }) => ({
      name: `${at} > ${fullName}${status === 'failed' ? tellWhy(failureMessages?.[0]) : ''}`,
      status,
    }))
  })
  const withStatus = (...statuses: readonly string[]) =>
    cases.filter(({ status }) => statuses.includes(status)).map((each) => each.name)
  const broken = report.testResults
    .filter(
      (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
    )
    .map((file) => `${file.name.replace(`${root}/`, '')} did not run: ${file.message.split('\n')[0]}`)
  const failed = [...withStatus('failed'), ...broken]
  return {
    passed: withStatus('passed').length,
    failed: failed.length === 0 && exitCode !== 0 ? [`${name}: vitest ended with ${exitCode}`] : failed,
    skipped: withStatus('skipped', 'pending', 'todo', 'disabled'),
  }
}
