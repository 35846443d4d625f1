import { historyUndo } from '#contract/writing.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { undoChange } from '#server/usecases/undo-change.ts'

export const POST = serveCall(historyUndo, undoChange)
