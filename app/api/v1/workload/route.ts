import { workloadDetail } from '#contract/details.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readWorkloadDetail } from '#server/usecases/read-workload-detail.ts'

export const GET = serveCall(workloadDetail, readWorkloadDetail)
