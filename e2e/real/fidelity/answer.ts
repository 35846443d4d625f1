/** One answer of a server, as a client sees it. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** Parsed JSON; the text where the body is none. */
  readonly body: unknown
}

/** Where a request goes. */
export interface Server {
  readonly url: string
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Asks one server and reads the whole answer, as JSON where it is JSON. */
export async function ask(server: Server, path: string, init: RequestInit = {}): Promise<Answer> {
  const headers = new Headers(server.headers)
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value)
  const response = await fetch(server.url + path, { ...init, headers, redirect: 'manual' })
  const text = await response.text()
  const contentType = response.headers.get('content-type') ?? ''
  return { status: response.status, contentType, body: readBody(text, contentType) }
}

function readBody(text: string, contentType: string): unknown {
  if (!contentType.startsWith('application/json') || text === '') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
