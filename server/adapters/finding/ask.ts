import type { ReachedServer } from '#server/adapters/finding/types.ts'

const limitBytes = 1024 * 1024
const deadlineMs = 5_000

export interface ShortAnswer {
  readonly status: number
  readonly text: string
}

/** One GET, of at most 1 MiB and five seconds. Rejects with what broke it. */
export async function askShortly(
  server: ReachedServer,
  path: string,
  signal: AbortSignal,
): Promise<ShortAnswer> {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)])
  const request = await server.begin({ method: 'GET', path, headers: { accept: 'application/json' } })
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      ending.removeEventListener('abort', abort)
      request.destroy()
      reject(error)
    }
    const abort = () => fail(new Error(`no answer within ${deadlineMs / 1_000} s`))
    ending.addEventListener('abort', abort, { once: true })
    if (ending.aborted) return abort()
    request.once('error', fail)
    request.once('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > limitBytes) return fail(new Error('the answer is too large'))
        chunks.push(chunk)
      })
      response.once('error', fail)
      response.once('end', () => {
        ending.removeEventListener('abort', abort)
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      })
    })
    request.end()
  })
}
