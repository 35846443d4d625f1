import { applicationDetail } from '#contract/details.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readApplicationDetail } from '#server/usecases/read-application-detail.ts'

export const GET = serveCall(applicationDetail, readApplicationDetail)
