import { alerts } from '#contract/alerts.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readAlerts } from '#server/usecases/read-alerts.ts'

export const GET = serveCall(alerts, readAlerts)
