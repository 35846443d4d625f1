import { objectTraffic } from '#contract/inventory.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readObjectTraffic } from '#server/usecases/read-object-traffic.ts'

export const GET = serveCall(objectTraffic, readObjectTraffic)
