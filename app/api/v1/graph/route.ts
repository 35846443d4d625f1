import { trafficGraph, trafficGraphByBody } from '#contract/traffic-graph.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readTrafficGraph } from '#server/usecases/read-traffic-graph.ts'

export const GET = serveCall(trafficGraph, readTrafficGraph)
export const POST = serveCall(trafficGraphByBody, readTrafficGraph)
