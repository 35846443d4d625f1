import { requestAuthentication } from '#contract/request-authentication.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readRequestAuthentication } from '#server/usecases/read-request-authentication.ts'

export const GET = serveCall(requestAuthentication, readRequestAuthentication)
