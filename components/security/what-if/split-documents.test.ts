import { expect, it } from 'vitest'
import { splitDocuments } from '#components/security/what-if/split-documents.ts'

const lines = (text: string) => text.split('\n').map((_, at) => at + 1)

it.each<[string, string, readonly number[], readonly string[]]>([
  ['one document is the whole text', 'kind: A\nspec: {}\n', [1], ['kind: A\nspec: {}\n']],
  ['separators belong to nobody', 'kind: A\n---\nkind: B\n', [1, 3], ['kind: A\n', 'kind: B\n']],
  ['a separator may come first', '---\nkind: A\n\n---\n\nkind: B', [2, 6], ['kind: A\n', 'kind: B\n']],
  [
    'comments stay with what follows',
    'kind: A\n---\n# why\nkind: B\n',
    [1, 3],
    ['kind: A\n', '# why\nkind: B\n'],
  ],
])('%s', (_what, text, starts, documents) => {
  expect(lines(text).length).toBeGreaterThanOrEqual(starts.at(-1) ?? 0)
  expect(
    splitDocuments(
      text,
      starts.map((line) => ({ line })),
    ),
  ).toEqual(documents)
})
