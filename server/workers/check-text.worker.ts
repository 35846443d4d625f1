import { parentPort } from 'node:worker_threads'
import { stringify } from 'yaml'
import { checkText } from '#server/workers/text/check-text.ts'
import type { CheckedText, ClusterSchemas } from '#server/workers/text/types.ts'

/** A text to check. Schemas come once for each state of the cluster, and stay. */
export interface TextTask {
  readonly id: number
  readonly text: string
  /** How many documents are wanted; all of them when absent. */
  readonly most?: number
  readonly schemas?: ClusterSchemas
}

/** Values of JSON to be written as YAML. */
export interface FormatTask {
  readonly id: number
  readonly values: readonly unknown[]
}

/** What the thread says: that it has begun, and what became of a task. */
export type ThreadMessage =
  | { readonly ready: true }
  | { readonly id: number; readonly checked: CheckedText }
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly failed: string }

const tell = (message: ThreadMessage) => parentPort?.postMessage(message)

/** Read once at the start, so that the first person's text meets code that is compiled. */
const sample = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: a, namespace: b}
spec: {hosts: [a], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: b}}]}]}
`

/**
 * Texts of many lines as blocks, lists as people indent them; '' for what is not there. Texts that kubectl would
 * take for something else (`on`, `1e3`) are quoted.
 */
function formatYaml(value: unknown): string {
  return value === undefined
    ? ''
    : stringify(value, { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false, compat: 'yaml-1.1' })
}

let schemas: ClusterSchemas = new Map()

parentPort?.on('message', (task: TextTask | FormatTask) => {
  try {
    if ('values' in task) return tell({ id: task.id, texts: task.values.map(formatYaml) })
    if (task.schemas) schemas = task.schemas
    tell({ id: task.id, checked: checkText(task.text, schemas, task.most) })
  } catch (error) {
    // A stack that is exhausted by what is nested is the text's fault, and the thread goes on.
    tell({ id: task.id, failed: error instanceof Error ? error.message : String(error) })
  }
})

for (let round = 0; round < 20; round += 1) checkText(sample)
tell({ ready: true })
