import { labelsApply } from '#contract/writing.ts'
import { serveCall } from '#server/http/serve-call.ts'
import { applyLabels } from '#server/usecases/apply-labels.ts'

export const POST = serveCall(labelsApply, applyLabels)
