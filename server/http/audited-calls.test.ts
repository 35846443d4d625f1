import { expect, it } from 'vitest'
import { calls } from '#contract/calls.ts'
import { auditedCalls } from '#server/http/audited-calls.ts'

it('says of every call what the audit trail tells of it, and of every write that it does', () => {
  expect(Object.keys(auditedCalls).toSorted()).toEqual(
    [...calls.map(({ name }) => name), 'stream'].toSorted(),
  )
  for (const { name, effect } of calls)
    expect([name, auditedCalls[name] === 'write']).toEqual([name, effect === 'write'])
})
