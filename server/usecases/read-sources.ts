import type { UseCase } from '#server/usecases/context.ts'
import { readSourceStates, type Sources } from '#server/usecases/stages/read-source-states.ts'

/** The state of every data source, for the chip that each page has. */
export const readSources: UseCase<object, Sources> = (_input, context) => readSourceStates(context)
