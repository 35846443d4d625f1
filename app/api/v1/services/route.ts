import { services } from '#contract/inventory.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readServices } from '#server/usecases/read-services.ts'

export const GET = serveCall(services, readServices)
