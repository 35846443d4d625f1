import { certificates } from '#contract/certificates.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readCertificates } from '#server/usecases/read-certificates.ts'

export const GET = serveCall(certificates, readCertificates)
