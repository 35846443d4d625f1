import { tellWhy } from '#tools/run/tell-why.ts'

interface FileResult {
  /** The file's absolute path. */
  readonly name: string
  readonly status: string
  readonly message: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages?: readonly string[]
  }[]
}

/** The part of Vitest's JSON report (the form of Jest's) that is counted. */
export interface Report {
  readonly testResults: readonly FileResult[]
}

/** More files than these do not fail by chance. */
const mostByChance = 4

/** The files to run once more, since few failed; none where all is well, or where too many did for chance to be why. */
export function listToRunAgain(report: Report): readonly string[] {
  const files = report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
  return files.length > mostByChance ? [] : files
}

/**
 * The report in which the files that ran again stand with their second results, and a line for each test that passed
 * only then. A file that ran again and gave no result keeps its first one.
 */
export function mergeSecondRun(
  first: Report,
  second: Report,
  root: string,
): { readonly report: Report; readonly unsteady: readonly string[] } {
  const again = new Map(second.testResults.map((file) => [file.name, file]))
  const testResults = first.testResults.map((file) => again.get(file.name) ?? file)
  const unsteady = first.testResults.flatMap((file) => {
    const later = again.get(file.name)
    if (!later) return []
    const path = file.name.replace(`${root}/`, '')
    const passed = new Set(
      later.assertionResults.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    )
    const cases = file.assertionResults.filter(({ status }) => status === 'failed')
    if (cases.length === 0 && later.status === 'passed')
      return [`unsteady: ${path} ran only when it was run again${tellWhy(file.message)}`]
    return cases
      .filter(({ fullName }) => passed.has(fullName))
      .map(
        ({ fullName, failureMessages }) =>
          `unsteady: ${path} > ${fullName} passed when its file was run again${tellWhy(failureMessages?.[0])}`,
      )
  })
  return { report: { testResults }, unsteady }
}
