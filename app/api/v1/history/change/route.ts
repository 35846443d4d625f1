import { historyChange } from '#contract/history.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readHistoryChange } from '#server/usecases/read-history-change.ts'

export const GET = serveCall(historyChange, readHistoryChange)
