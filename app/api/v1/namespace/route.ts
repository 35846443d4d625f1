import { namespaceDetail } from '#contract/details.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readNamespaceDetail } from '#server/usecases/read-namespace-detail.ts'

export const GET = serveCall(namespaceDetail, readNamespaceDetail)
