import { kindSchema } from '#contract/config.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readKindSchema } from '#server/usecases/read-kind-schema.ts'

export const GET = serveCall(kindSchema, readKindSchema)
