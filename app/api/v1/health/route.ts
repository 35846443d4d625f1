import { meshHealth } from '#contract/overview.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readMeshHealth } from '#server/usecases/read-mesh-health.ts'

export const GET = serveCall(meshHealth, readMeshHealth)
