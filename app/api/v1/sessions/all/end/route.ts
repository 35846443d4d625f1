import { endSessions } from '#contract/all-sessions.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { removeSessions } from '#server/usecases/remove-session.ts'

export const POST = serveCall(endSessions, removeSessions)
