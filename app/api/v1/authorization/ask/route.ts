import { authorizationAsk } from '#contract/authorization.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { explainAccess } from '#server/usecases/explain-access.ts'

export const POST = serveCall(authorizationAsk, explainAccess)
