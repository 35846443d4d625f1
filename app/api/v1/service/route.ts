import { serviceDetail } from '#contract/details.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readServiceDetail } from '#server/usecases/read-service-detail.ts'

export const GET = serveCall(serviceDetail, readServiceDetail)
