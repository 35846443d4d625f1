import { metrics } from '#contract/metrics.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readMetrics } from '#server/usecases/read-metrics.ts'

export const GET = serveCall(metrics, readMetrics)
