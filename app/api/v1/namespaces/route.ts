import { namespaces } from '#contract/overview.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readNamespaces } from '#server/usecases/read-namespaces.ts'

export const GET = serveCall(namespaces, readNamespaces)
