import { preview } from '#contract/preview.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readPreview } from '#server/usecases/read-preview.ts'

export const POST = serveCall(preview, readPreview)
