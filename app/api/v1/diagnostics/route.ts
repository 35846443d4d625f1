import { diagnostics } from '#contract/diagnostics.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readDiagnostics } from '#server/usecases/read-diagnostics.ts'

export const GET = serveCall(diagnostics, readDiagnostics)
