import { ownSessions } from '#contract/sign-in.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { listOwnSessions } from '#server/usecases/list-own-sessions.ts'

export const GET = serveCall(ownSessions, listOwnSessions)
