import { dashboards } from '#contract/dashboards.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readDashboards } from '#server/usecases/read-dashboards.ts'

export const GET = serveCall(dashboards, readDashboards)
