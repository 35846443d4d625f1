import { objectives } from '#contract/objectives.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { readObjectives } from '#server/usecases/read-objectives.ts'

export const GET = serveCall(objectives, readObjectives)
