import { metricPoints } from '#contract/metric-points.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readMetricPoints } from '#server/usecases/read-metric-points.ts'

export const GET = serveCall(metricPoints, readMetricPoints)
