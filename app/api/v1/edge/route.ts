import { edge } from '#contract/edge.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readEdge } from '#server/usecases/read-edge.ts'

export const GET = serveCall(edge, readEdge)
