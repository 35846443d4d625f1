import { trace } from '#contract/traces.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readTrace } from '#server/usecases/read-trace.ts'

export const GET = serveCall(trace, readTrace)
