import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Outcome, root, runCommand, tell } from '#tools/run/steps.ts'
import { tellWhy } from '#tools/run/tell-why.ts'

/** The part of Vitest's JSON report (the form of Jest's) that is counted. */
interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/**
 * Runs projects of vitest.config.ts and counts each test case; a file that does not even load is one failure. `hear` is
 * given all that the run said; `signal` asks it to end.
 */
export async function runVitest(
  name: string,
  projects: readonly string[],
  options: { readonly hear?: (output: string) => void; readonly signal?: AbortSignal } = {},
): Promise<Outcome> {
  const { hear, signal } = options
  const start = performance.now()
  const reportPath = join(root, `.cache/tests/${name}.json`)
  await mkdir(join(root, '.cache/tests'), { recursive: true })
  await rm(reportPath, { force: true })
  const ended = await runCommand(
    [
      process.execPath,
      'node_modules/vitest/vitest.mjs',
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=./tools/run/unsteady-reporter.ts',
      '--reporter=json',
      `--outputFile.json=${reportPath}`,
    ],
    { loud: true, ...(signal ? { signal } : {}) },
  )
  hear?.(ended.output)
  const seconds = (performance.now() - start) / 1000
  const report: Report | undefined = await readFile(reportPath, 'utf8').then(JSON.parse, () => undefined)
  if (!report)
    return tell({ name, seconds, passed: 0, failed: [`${name}: vitest gave no report`], skipped: [] })
  return tell({ name, seconds, ...countCases(name, report, ended.code) })
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
