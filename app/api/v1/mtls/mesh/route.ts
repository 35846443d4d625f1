import { meshMtls } from '#contract/mesh-mtls.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readMeshMtls } from '#server/usecases/read-mesh-mtls.ts'

export const GET = serveCall(meshMtls, readMeshMtls)
