import { expect, test } from 'vitest'
import type { IstiodStatus } from '#server/adapters/istiod/types.ts'
import { Problem } from '#server/problem.ts'
import { tellIstiod } from '#server/usecases/stages/tell-istiod.ts'

const problem = new Problem({
  kind: 'unavailable',
  code: 'istiod-unreachable',
  params: { address: 'http://10.0.0.1:15014' },
  adapter: 'istiod',
})
const base = { address: 'http://10.0.0.1:15014', sinceMs: 50_000, problem }

test.each<[string, IstiodStatus | undefined, string | undefined]>([
  ['nothing where no istiod is configured', undefined, undefined],
  ['nothing while all answer', { ...base, state: 'ok' }, undefined],
  [
    'since when none has answered, and what that means',
    { ...base, state: 'down', lastGoodMs: 40_000 },
    'No istiod has answered for 60 s, so proxies keep the configuration that they have: istiod cannot be reached.',
  ],
  [
    'since when it is asked, where none ever answered',
    { ...base, state: 'down' },
    'No istiod has answered for 50 s, so proxies keep the configuration that they have: istiod cannot be reached.',
  ],
  [
    'that some do not answer',
    { ...base, state: 'degraded', lastGoodMs: 99_000 },
    'Not every istiod answers: istiod cannot be reached.',
  ],
])('an answer says %s', (_name, status, text) => {
  expect(tellIstiod(status, 100_000).map((notice) => notice.text)).toEqual(text === undefined ? [] : [text])
})
