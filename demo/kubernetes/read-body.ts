import type { IncomingMessage } from 'node:http'
import { buildStatus, StatusError } from '#demo/kubernetes/status.ts'

const bodyLimit = 3 * 1024 * 1024

/** The API server takes bodies of 3 MiB at most (apiserver MaxRequestBodyBytes). */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > bodyLimit) {
      throw new StatusError(
        buildStatus(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`),
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
