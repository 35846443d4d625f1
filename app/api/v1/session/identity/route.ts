import { switchIdentity } from '#contract/session.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { bringIdentityCookie } from '#server/http/session.ts'
import { switchViewer } from '#server/usecases/switch-identity.ts'

export const POST = serveCall(switchIdentity, switchViewer, { answerHeaders: bringIdentityCookie })
