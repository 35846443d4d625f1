import { auditReport } from '#contract/audit-report.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readAuditReport } from '#server/usecases/read-audit-report.ts'

export const GET = serveCall(auditReport, readAuditReport)
