import { expect, it } from 'vitest'
import { buildTraceQl } from '#server/adapters/tracing/build-traceql.ts'

const base = { service: 'reviews.bookinfo', startMs: 0, endMs: 1, limit: 1 }
const own = 'resource.service.name = "reviews.bookinfo"'

it.each([
  ['a service', {}, `{ ${own} }`],
  ['an operation', { operation: 'a "b"\\c' }, `{ ${own} && name = "a \\"b\\"\\\\c" }`],
  [
    'durations',
    { minDurationMs: 30, maxDurationMs: 1500 },
    `{ ${own} && duration >= 30ms && duration <= 1500ms }`,
  ],
  ['a text', { tags: { node_id: 'x' } }, `{ ${own} && .node_id = "x" }`],
  [
    'a number, which may be one or a text',
    { tags: { 'http.status_code': '503' } },
    `{ ${own} && (.http.status_code = "503" || .http.status_code = 503) }`,
  ],
  [
    'a failure, which may be a tag or a status',
    { tags: { error: 'true' } },
    `{ ${own} && (.error = "true" || .error = true || status = error) }`,
  ],
  [
    'a name that is no word',
    { tags: { 'guid:x-request-id': 'a-b' } },
    `{ ${own} && ."guid:x-request-id" = "a-b" }`,
  ],
  [
    'a value that would end the question',
    { tags: { k: '" } || { .x = "' } },
    `{ ${own} && .k = "\\" } || { .x = \\"" }`,
  ],
])('asks for %s', (_name, asked, query) => {
  expect(buildTraceQl({ ...base, ...asked }, '')).toBe(query)
  expect(buildTraceQl({ ...base, ...asked }, 'newest-first')).toBe(`${query} with (most_recent=true)`)
})
