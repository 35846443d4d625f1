import type { IncomingMessage } from 'node:http'

/** What a request asks for, by its query and its form. */
export interface Asked {
  readonly params: URLSearchParams
  /** Why the form could not be read, in Go's words; endpoints that look say so, the others find nothing in it. */
  readonly formError?: string
}

/** As much of a form as net/http reads (Request.ParseForm). */
const LARGEST_FORM = 10 * 2 ** 20

/** Query and form of a request as Go's ParseForm reads them: the form first, what is spelled wrongly left out. */
export async function readAsked(request: IncomingMessage, query: string): Promise<Asked> {
  const own = parsePairs(query)
  const [type] = String(request.headers['content-type'] ?? '').split(';')
  if (request.method !== 'POST' || type?.trim() !== 'application/x-www-form-urlencoded')
    return { params: own }
  const body = await readBody(request)
  if (body === undefined) return { params: own, formError: 'http: POST too large' }
  return { params: new URLSearchParams([...parsePairs(body), ...own]) }
}

/** Reads to the end in any case, so that the client gets its answer; undefined where it is too much. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  let chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > LARGEST_FORM) chunks = []
    else chunks.push(chunk)
  }
  return size > LARGEST_FORM ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** A pair with a semicolon or a broken escape is none (net/url parseQuery). */
function parsePairs(text: string): URLSearchParams {
  const pairs = text.split('&').filter((pair) => !/;|%(?![0-9a-fA-F]{2})/.test(pair))
  return new URLSearchParams(pairs.join('&'))
}
