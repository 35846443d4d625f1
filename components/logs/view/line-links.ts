import type { LineLinks } from '#components/logs/view/line-panel.tsx'
import { paths } from '#components/mesh/paths.ts'

/** The pages that a line of a namespace leads to. */
export function buildLineLinks(namespace: string, viewQuery: string): LineLinks {
  return {
    request: (requestId) => paths.requestTraces({ namespace, requestId }, viewQuery),
    trace: (traceId) => paths.trace(traceId, viewQuery),
  }
}
