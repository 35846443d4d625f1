import type { Setup } from '#contract/setup.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { describeSetup } from '#server/usecases/stages/describe-setup.ts'

/** What was found, and what mends the rest: the setup page, and `vardia status`. */
export const readSetup: UseCase<object, Setup> = (_input, context) => describeSetup(context)
