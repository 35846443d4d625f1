import { expect, test } from 'vitest'
import { listNamed } from '#tools/run/named.ts'

test('what a run names is told once, and nothing else is', () => {
  const output = [
    'unsteady: a.test.ts > b passed when run again (1)',
    '  failed: inside of a line',
    'failed: c.test.ts > d',
    'skipped: chromium',
    'unsteady: a.test.ts > b passed when run again (1)',
    '3 passed, 1 failed',
  ].join('\n')
  expect(listNamed(output)).toEqual([
    'unsteady: a.test.ts > b passed when run again (1)',
    'failed: c.test.ts > d',
    'skipped: chromium',
  ])
})
