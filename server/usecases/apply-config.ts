import type { CallArguments } from '#contract/define-call.ts'
import type { configApply, Written } from '#contract/writing.ts'
import { Problem } from '#server/problem.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { applyText } from '#server/usecases/stages/apply-text.ts'
import { readBase } from '#server/usecases/stages/read-base.ts'

/**
 * Creates, changes or removes one object from its text, as the user. Throws Problem invalid, refused, forbidden, conflict
 * (with the three versions), and what the adapters throw.
 */
export const applyConfig: UseCase<CallArguments<typeof configApply>, Written> = async (input, context) => {
  const { operation, base } = input
  if (operation !== 'create' && !base)
    throw new Problem({
      kind: 'invalid',
      code: 'apply-base-missing',
      params: { operation },
      issues: [{ path: 'base', message: 'is needed to change or remove an object' }],
    })
  return applyText({ ...input, base: base && (await readBase(base, context)) }, context)
}
