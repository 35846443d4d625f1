import { configApply } from '#contract/writing.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { applyConfig } from '#server/usecases/apply-config.ts'

export const POST = serveCall(configApply, applyConfig)
