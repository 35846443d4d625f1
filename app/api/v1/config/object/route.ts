import { configObject } from '#contract/config.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readConfigObject } from '#server/usecases/read-config-object.ts'

export const GET = serveCall(configObject, readConfigObject)
