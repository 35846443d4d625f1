import { serviceInsights } from '#contract/overview.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readServiceInsights } from '#server/usecases/read-service-insights.ts'

export const GET = serveCall(serviceInsights, readServiceInsights)
