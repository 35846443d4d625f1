import { allSessions } from '#contract/all-sessions.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { listAllSessions } from '#server/usecases/list-all-sessions.ts'

export const GET = serveCall(allSessions, listAllSessions)
