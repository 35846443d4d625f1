import { signOut } from '#contract/sign-in.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { bringEndedCookie } from '#server/http/session.ts'
import { removeOwnSession } from '#server/usecases/remove-session.ts'

export const POST = serveCall(signOut, removeOwnSession, {
  answerHeaders: bringEndedCookie,
  isLeaving: true,
})
