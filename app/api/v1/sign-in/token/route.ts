import { signInByToken } from '#contract/sign-in.ts'
import { serveSignIn } from '#server/http/sign-in/serve-sign-in.ts'
import { openByToken } from '#server/http/sign-in/sign-in-by-token.ts'

export const POST = serveSignIn(signInByToken, openByToken)
