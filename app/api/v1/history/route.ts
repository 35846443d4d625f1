import { history } from '#contract/history.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readHistory } from '#server/usecases/read-history.ts'

export const GET = serveCall(history, readHistory)
