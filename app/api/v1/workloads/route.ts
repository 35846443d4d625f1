import { workloads } from '#contract/inventory.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readWorkloads } from '#server/usecases/read-workloads.ts'

export const GET = serveCall(workloads, readWorkloads)
