import { graphComparison, graphComparisonByBody } from '#contract/graph-comparison.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { compareTrafficGraphs } from '#server/usecases/compare-traffic-graphs.ts'

export const GET = serveCall(graphComparison, compareTrafficGraphs)
export const POST = serveCall(graphComparisonByBody, compareTrafficGraphs)
