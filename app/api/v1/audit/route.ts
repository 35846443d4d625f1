import { audit } from '#contract/audit.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readAudit } from '#server/usecases/read-audit.ts'

export const GET = serveCall(audit, readAudit)
