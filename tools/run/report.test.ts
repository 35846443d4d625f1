import { expect, test } from 'vitest'
import { listToRunAgain, mergeSecondRun } from '#tools/run/report.ts'

const file = (name: string, status: string, ...cases: readonly [string, string, string?][]) => ({
  name: `/root/${name}`,
  status,
  message: 'cannot load',
  assertionResults: cases.map(([fullName, status, message]) => ({
    fullName,
    status,
    ...(message && { failureMessages: [message] }),
  })),
})
const report = (...testResults: readonly ReturnType<typeof file>[]) => ({ testResults })

test('the files that failed run again, but not where many did', () => {
  const bad = (at: number) => file(`${at}.ts`, 'failed', ['x', 'failed'])
  expect(listToRunAgain(report(file('a.ts', 'passed'), bad(1)))).toEqual(['/root/1.ts'])
  expect(listToRunAgain(report(file('a.ts', 'passed')))).toEqual([])
  expect(listToRunAgain(report(...[1, 2, 3, 4, 5].map(bad)))).toEqual([])
})

test('a second run stands for its files alone, and what passed only then is told with its first reason', () => {
  const first = report(
    file('a.ts', 'passed', ['whole', 'passed']),
    file('b.ts', 'failed', ['luck', 'failed', 'Timeout'], ['never', 'failed', 'wrong'], ['well', 'passed']),
  )
  const second = report(
    file('b.ts', 'failed', ['luck', 'passed'], ['never', 'failed', 'wrong'], ['well', 'passed']),
  )
  const merged = mergeSecondRun(first, second, '/root')
  expect(merged.report.testResults).toEqual([first.testResults[0], second.testResults[0]])
  expect(merged.unsteady).toEqual(['unsteady: b.ts > luck passed when its file was run again: Timeout'])
})

test('what fails in the second run is a failure, also where it had passed', () => {
  const first = report(file('b.ts', 'failed', ['luck', 'failed'], ['well', 'passed']))
  const second = report(file('b.ts', 'failed', ['luck', 'passed'], ['well', 'failed']))
  const cases = mergeSecondRun(first, second, '/root').report.testResults[0]?.assertionResults
  expect(cases?.map(({ status }) => status)).toEqual(['passed', 'failed'])
})

test('a file that did not load at first is told, and one that gave no second result stays failed', () => {
  const first = report(file('a.ts', 'failed'), file('b.ts', 'failed', ['x', 'failed']))
  const merged = mergeSecondRun(first, report(file('a.ts', 'passed', ['y', 'passed'])), '/root')
  expect(merged.unsteady).toEqual(['unsteady: a.ts ran only when it was run again: cannot load'])
  expect(merged.report.testResults.map(({ status }) => status)).toEqual(['passed', 'failed'])
})
