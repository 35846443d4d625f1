import { authorizationMatrix } from '#contract/authorization.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readAccessMatrix } from '#server/usecases/read-access-matrix.ts'

export const GET = serveCall(authorizationMatrix, readAccessMatrix)
