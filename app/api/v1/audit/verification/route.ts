import { auditVerification } from '#contract/audit.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { verifyAudit } from '#server/usecases/verify-audit.ts'

export const GET = serveCall(auditVerification, verifyAudit)
