import { session } from '#contract/session.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readSession } from '#server/usecases/read-session.ts'

export const GET = serveCall(session, readSession)
