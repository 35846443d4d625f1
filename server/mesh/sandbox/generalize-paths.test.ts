import { expect, it } from 'vitest'
import { buildPathMatch } from '#server/mesh/authorization/match-text.ts'
import { generalizePaths } from '#server/mesh/sandbox/generalize-paths.ts'

it.each<[string, readonly string[], readonly string[] | undefined]>([
  ['a path is itself, without its query', ['/productpage?u=normal', '/productpage'], ['/productpage']],
  ['numbers are one pattern', ['/reviews/0', '/reviews/17'], ['/reviews/{*}']],
  ['a single number too: the next one is another', ['/details/0'], ['/details/{*}']],
  ['few words are names', ['/api/cart', '/api/user'], ['/api/cart', '/api/user']],
  ['many words are values', ['/u/ann', '/u/bob', '/u/cat', '/u/dan'], ['/u/{*}']],
  [
    'what follows a value is told apart',
    ['/orders/1/items', '/orders/2/items', '/orders/2/state'],
    ['/orders/{*}/items', '/orders/{*}/state'],
  ],
  ['paths of different lengths are different', ['/', '/a', '/a/b'], ['/', '/a', '/a/b']],
  ['a star in a path could only be written as a pattern of more', ['/x*', '/y'], undefined],
  ['an empty segment is no value', ['/a//1', '/a//2', '/a/'], ['/a/', '/a//{*}']],
  ['too many patterns are none', Array.from({ length: 30 }, (_, at) => `${'/a'.repeat(at + 1)}`), undefined],
])('%s', (_what, paths, patterns) => {
  const found = generalizePaths(paths)
  expect(found).toEqual(patterns)
  const matches = found?.map((pattern) => buildPathMatch(pattern))
  // Whatever is folded, no path that was seen is refused.
  if (matches)
    for (const path of paths) expect([path, matches.some((match) => match?.(path))]).toEqual([path, true])
})
