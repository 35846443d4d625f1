import { endSession } from '#contract/sign-in.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { removeSession } from '#server/usecases/remove-session.ts'

export const POST = serveCall(endSession, removeSession)
