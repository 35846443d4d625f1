import type { TracePlace } from '#contract/traces.ts'

/** Where a part of a trace happened, in a word: the workload, or what is known instead. */
export function namePlace({ workload, app, pod, namespace }: TracePlace, otherwise = ''): string {
  return workload ?? app ?? pod ?? (otherwise || namespace || '?')
}
