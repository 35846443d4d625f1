import { staySignedIn } from '#contract/sign-in.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { applyStay } from '#server/usecases/stay-signed-in.ts'

export const POST = serveCall(staySignedIn, applyStay)
