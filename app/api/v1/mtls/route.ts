import { mtls } from '#contract/mtls.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readMtls } from '#server/usecases/read-mtls.ts'

export const GET = serveCall(mtls, readMtls)
