import { dryRuns } from '#contract/dry-runs.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readDryRuns } from '#server/usecases/read-dry-runs.ts'

export const GET = serveCall(dryRuns, readDryRuns)
