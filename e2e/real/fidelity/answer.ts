import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'

/** One answer of a server, as a client sees it. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** Parsed JSON; the text where the body is none. */
  readonly body: unknown
  /** What the server warned of, all in one. */
  readonly warning?: string
}

/** Where a request goes. */
export interface Server {
  readonly url: string
  /** The certificate that a server shows which signed its own. */
  readonly certificate?: string
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Asks one server, with no header that is not named, and reads the whole answer, as JSON where it is JSON. */
export async function ask(server: Server, path: string, options: Ask = {}): Promise<Answer> {
  const { status, contentType, text, warning } = await send(server, path, options)
  return { status, contentType, body: readBody(text, contentType), warning }
}

/** The same for an answer of many JSON lines, a watch, which is read to its end. */
export async function askLines(server: Server, path: string, options: Ask = {}): Promise<Answer> {
  const { status, contentType, text } = await send(server, path, options)
  const body = status === 200 ? text.trimEnd().split('\n').filter(Boolean).map(parse) : parse(text)
  return { status, contentType, body }
}

function send(
  server: Server,
  path: string,
  { method = 'GET', headers = {}, body }: Ask,
): Promise<{ status: number; contentType: string; text: string; warning: string }> {
  return new Promise((resolve, reject) => {
    const url = new URL(server.url)
    const options = {
      host: url.hostname,
      port: url.port,
      path,
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    }
    const outgoing =
      url.protocol === 'https:'
        ? requestTls({ ...options, ca: server.certificate, checkServerIdentity: () => undefined })
        : requestPlain(options)
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString('utf8'),
          warning: String(response.headers['warning'] ?? ''),
        }),
      )
    })
    outgoing.end(body)
  })
}

function readBody(text: string, contentType: string): unknown {
  return contentType.startsWith('application/json') && text !== '' ? parse(text) : text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
