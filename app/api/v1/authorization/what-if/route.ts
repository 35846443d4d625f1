import { whatIf } from '#contract/what-if.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readWhatIf } from '#server/usecases/read-what-if.ts'

export const POST = serveCall(whatIf, readWhatIf)
