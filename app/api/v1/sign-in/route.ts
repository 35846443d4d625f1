import { signInWays } from '#contract/sign-in.ts'
import { serveSignIn } from '#server/http/sign-in/serve-sign-in.ts'
import { tellSignInWays } from '#server/http/sign-in/sign-in-by-token.ts'

export const GET = serveSignIn(signInWays, tellSignInWays)
