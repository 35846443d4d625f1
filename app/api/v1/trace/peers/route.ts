import { tracePeers } from '#contract/traces.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readTracePeers } from '#server/usecases/read-trace-peers.ts'

export const GET = serveCall(tracePeers, readTracePeers)
