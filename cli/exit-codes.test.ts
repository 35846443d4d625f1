import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chooseExitCode, exitCodes } from '#cli/exit-codes.ts'
import { problemKindSchema } from '#contract/problem.ts'
import { Problem } from '#server/problem.ts'

it('are all documented, and no others', () => {
  const document = readFileSync(join(import.meta.dirname, '../docs/cli.md'), 'utf8')
  const told = [...document.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
  expect(told).toEqual(Object.values(exitCodes))
})

it.each(problemKindSchema.options)('are never 0 for a problem of kind %s', (kind) => {
  expect(chooseExitCode(new Problem({ kind, code: 'unexpected' }))).toBeGreaterThan(0)
})

it('tell a kubeconfig that cannot be used from a cluster that is away', () => {
  const code = (name: string) => chooseExitCode(new Problem({ kind: 'unavailable', code: name }))
  expect([code('kubeconfig-missing'), code('kubernetes-unreachable')]).toEqual([78, 69])
})
