import { createRequire } from 'node:module'
import { parseSync } from 'oxc-parser'
import { expect, test } from 'vitest'

const require = createRequire(import.meta.url)
const trim = require('./trim-contract.cjs')
const kept: Record<string, readonly string[]> = trim.listKept()
const texts: readonly string[] = trim.listTrimmed(kept)

const asLoader = (source: string, names: readonly string[]): string =>
  trim.call(
    {
      getOptions: () => ({ kept: { 'contract/x.ts': names } }),
      resourcePath: `${process.cwd()}/contract/x.ts`,
    },
    source,
  )

const source = `import * as z from 'zod/mini'
import { defineCall } from '#contract/define-call.ts'
import { type Notice, noticeSchema, momentSchema } from '#contract/words.ts'

const stale = ['a'] as const
const place = { at: momentSchema }
/** Only the server knows it. */
export const answerSchema = z.object({ ...place, notices: z.array(noticeSchema) })
export const ask = defineCall({
  name: 'ask',
  method: 'POST',
  path: '/api/v1/ask',
  summary: 'Asks',
  input: z.strictObject({ at: momentSchema }),
  output: answerSchema,
  effect: 'write',
  makesStale: [...stale],
})
export const shown = momentSchema
`

test('a call keeps what the browser asks it by, and what it makes stale', () => {
  const text = asLoader(source, ['ask', 'stale'])
  expect(text.replaceAll(/\s+/g, ' ')).toBe(
    "import { defineCall } from '#contract/define-call.ts' const stale = ['a'] as const " +
      "export const ask = defineCall({ name: 'ask', method: 'POST', path: '/api/v1/ask', " +
      "effect: 'write', makesStale: [...stale], }) ",
  )
})

test('what a page shows by a schema keeps the schema and its import', () => {
  expect(asLoader(source, ['shown'])).toBe(
    "import { momentSchema } from '#contract/words.ts'\nexport const shown = momentSchema\n",
  )
})

test('every file of the contract stays a program, of calls without schemas', () => {
  expect(Object.keys(kept).length).toBeGreaterThan(30)
  for (const text of texts) {
    expect(parseSync('x.ts', text).errors, text).toEqual([])
    expect(text).not.toMatch(/defineCall\(\{[^}]*\b(input|output|summary):/)
  }
  expect(texts.join('\n')).toMatch(/path: '\/api\/v1\/graph'/)
})

test('what a kept name stands on is kept too', () => {
  expect(kept['contract/writing.ts']).toEqual(expect.arrayContaining(['configApply', 'staleAfterWrite']))
  expect(kept['contract/session.ts']).not.toContain('sessionSchema')
})
