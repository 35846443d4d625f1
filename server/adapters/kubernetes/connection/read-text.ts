import type * as http from 'node:http'
import { createGunzip } from 'node:zlib'
import { type Asked, describeGarbled, describeTooLarge } from '#server/adapters/kubernetes/problems.ts'

/** Of an answer that refuses, so much is read for its words. */
export const errorLimitBytes = 64 * 1024

/** The whole body as text, unpacked. Throws ApiFailure when it ends early or is longer than the limit. */
export async function readText(
  response: http.IncomingMessage,
  limitBytes: number,
  asked: Asked,
): Promise<string> {
  const bytes = response.headers['content-encoding'] === 'gzip' ? unzip(response) : response
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of bytes) {
      size += chunk.length
      if (size > limitBytes) break
      chunks.push(chunk)
    }
  } catch (error) {
    throw describeGarbled(asked, error, response.statusCode)
  }
  if (size > limitBytes) throw describeTooLarge(asked, limitBytes / 1024 / 1024)
  return Buffer.concat(chunks).toString('utf8')
}

function unzip(response: http.IncomingMessage): AsyncIterable<Buffer> {
  const unzipped = createGunzip()
  response.on('error', (error) => unzipped.destroy(error))
  return response.pipe(unzipped)
}
