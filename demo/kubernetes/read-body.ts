import type { IncomingMessage } from 'node:http'
import { decodeProtobuf, WireFault } from '#demo/kubernetes/schemas/decode-protobuf.ts'
import { badRequest, buildStatus, StatusError } from '#demo/kubernetes/status.ts'

const bodyLimit = 3 * 1024 * 1024

/** Who sends more than this is cut off. */
const mostBytes = 64 * 1024 * 1024

export const protobufType = 'application/vnd.kubernetes.protobuf'

/**
 * The text of a body. One in Kubernetes' protobuf form, which kubectl sends for kinds that it knows, becomes the JSON of
 * the same object. Throws 413 above 3 MiB (apiserver MaxRequestBodyBytes) and 400 for bytes that are no object.
 *
 * @param kind what the path takes, for a message that does not say
 */
export async function readBody(
  request: IncomingMessage,
  kind: { readonly apiVersion: string; readonly kind: string },
): Promise<string> {
  const bytes = await readBytes(request)
  if (!request.headers['content-type']?.startsWith(protobufType) || bytes.length === 0)
    return bytes.toString()
  try {
    return JSON.stringify(decodeProtobuf(bytes, kind))
  } catch (error) {
    if (!(error instanceof WireFault || error instanceof SyntaxError)) throw error
    throw new StatusError(badRequest(error.message))
  }
}

/** What is above the limit is read as well, and thrown away, so that the connection is good for the next request. */
async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size <= bodyLimit) chunks.push(chunk)
    else chunks.length = 0
    if (size > mostBytes) break
  }
  if (size > bodyLimit) {
    throw new StatusError(
      buildStatus(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`),
    )
  }
  return Buffer.concat(chunks)
}
