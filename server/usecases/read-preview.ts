import type { CallArguments, CallOutput } from '#contract/define-call.ts'
import type { preview } from '#contract/preview.ts'
import type { UseCase } from '#server/usecases/context.ts'
import { previewText } from '#server/usecases/stages/preview-text.ts'

/**
 * What saving a text would mean, step by step; nothing is stored. Whatever is wrong with the text is part of the answer, and
 * so is a source that does not answer: it throws only when the caller goes away.
 */
export const readPreview: UseCase<CallArguments<typeof preview>, CallOutput<typeof preview>> = async (
  input,
  context,
) => (await previewText(input, context)).answer
