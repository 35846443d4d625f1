import { traces } from '#contract/traces.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { listTraces } from '#server/usecases/list-traces.ts'

export const GET = serveCall(traces, listTraces)
