import { expect, test } from 'vitest'
import { firstLogsState } from '#components/logs/url.ts'
import { buildQuestion } from '#components/logs/view/build-question.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const subject = { namespace: 'bookinfo', workload: 'reviews-v1' }
const at = '2026-11-21T10:00:00.000Z'

test.each([
  ['a tail', {}, { tailLines: 1_000 }],
  ['a tail of fewer lines', { most: 500 }, { tailLines: 500 }],
  ['a tail from so long ago', { back: 900 }, { since: '2026-11-21T11:45:00.000Z', tailLines: 5_000 }],
  ['a moment', { at }, { previous: false, tailLines: 5_000, until: '2026-11-21T10:01:00.000Z' }],
  [
    'what was written before a moment',
    { at, back: 60, most: 50_000 },
    {
      previous: false,
      since: '2026-11-21T09:59:00.000Z',
      tailLines: 10_000,
      until: '2026-11-21T10:01:00.000Z',
    },
  ],
])('%s is asked as what the server can answer', (_, part, asked) => {
  expect(buildQuestion(subject, { ...firstLogsState, ...part }, nowMs)).toEqual({ ...subject, ...asked })
})
