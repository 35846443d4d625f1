import { objectManifest } from '#contract/details.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readObjectManifest } from '#server/usecases/read-object-manifest.ts'

export const GET = serveCall(objectManifest, readObjectManifest)
