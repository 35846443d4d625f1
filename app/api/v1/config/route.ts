import { configObjects } from '#contract/config.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readConfig } from '#server/usecases/read-config.ts'

export const GET = serveCall(configObjects, readConfig)
