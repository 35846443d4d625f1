import { expect, test } from 'vitest'
import { countCases } from '#tools/run/run-vitest.ts'
import { summarise } from '#tools/run/summarise.ts'

const file = (status: string, ...cases: readonly [string, string][]) => ({
  name: 'a.test.ts',
  status,
  message: 'cannot load',
  assertionResults: cases.map(([fullName, status]) => ({ fullName, status })),
})

test('each case counts by its state, with the name of its file', () => {
  const report = { testResults: [file('failed', ['a', 'passed'], ['b', 'failed'], ['c', 'skipped'])] }
  expect(countCases('unit', report, 1)).toEqual({
    passed: 1,
    failed: ['a.test.ts > b'],
    skipped: ['a.test.ts > c'],
  })
})

test('a failed case says why in the same line', () => {
  const failureMessages = ['\u001b[31mTimeoutError\u001b[39m: waited\n  for a row\n'.padEnd(500, '.')]
  const report = {
    testResults: [
      { ...file('failed'), assertionResults: [{ fullName: 'b', status: 'failed', failureMessages }] },
    ],
  }
  const [line] = countCases('unit', report, 1).failed
  expect(line).toMatch(/^a\.test\.ts > b: TimeoutError: waited for a row \.+…$/)
  expect(line?.length).toBeLessThan(430)
})

test('a file that does not load, and a run that fails without a failing case, are failures', () => {
  expect(countCases('unit', { testResults: [file('failed')] }, 1).failed).toHaveLength(1)
  expect(countCases('unit', { testResults: [file('passed', ['a', 'passed'])] }, 1).failed).toHaveLength(1)
})

const outcome = { name: 'unit', seconds: 1, passed: 3, failed: [], skipped: [] }

test('the last line is the plain one', () => {
  expect(summarise([outcome, outcome], [], false)).toMatchObject({ exitCode: 0 })
  expect(summarise([outcome, outcome], [], false).lines.at(-1)).toBe('6 passed, 0 failed')
  const worse = { ...outcome, failed: ['a > b'], skipped: ['c'] }
  expect(summarise([worse], [], false).lines).toEqual([
    '',
    'skipped: c',
    'failed: a > b',
    '3 passed, 1 failed, 1 skipped',
  ])
  expect(summarise([worse], [], false).exitCode).toBe(1)
})

test('a missing program fails the run in CI alone', () => {
  expect(summarise([outcome], ['chromium'], false).exitCode).toBe(0)
  expect(summarise([outcome], ['chromium'], true)).toMatchObject({ exitCode: 1 })
})
