import { setup } from '#contract/setup.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readSetup } from '#server/usecases/read-setup.ts'

export const GET = serveCall(setup, readSetup)
