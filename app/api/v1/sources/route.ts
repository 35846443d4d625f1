import { sources } from '#contract/session.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readSources } from '#server/usecases/read-sources.ts'

export const GET = serveCall(sources, readSources)
