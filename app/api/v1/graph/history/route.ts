import { graphHistory } from '#contract/graph-history.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readGraphHistory } from '#server/usecases/read-graph-history.ts'

export const GET = serveCall(graphHistory, readGraphHistory)
