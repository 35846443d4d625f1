import { signInByOpenid } from '#contract/sign-in.ts'
import { serveSignIn } from '#server/http/sign-in/serve-sign-in.ts'
import { beginOpenid } from '#server/http/sign-in/sign-in-by-openid.ts'

export const POST = serveSignIn(signInByOpenid, beginOpenid)
