import { applications } from '#contract/inventory.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readApplications } from '#server/usecases/read-applications.ts'

export const GET = serveCall(applications, readApplications)
