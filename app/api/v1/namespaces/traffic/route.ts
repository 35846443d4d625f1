import { namespaceTraffic } from '#contract/overview.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readNamespaceTraffic } from '#server/usecases/read-namespace-traffic.ts'

export const GET = serveCall(namespaceTraffic, readNamespaceTraffic)
